"""签批登记簿：every decision, to be searched, printed, exported (条例第十七条; 「经主管领导审签并登记备案」)."""
