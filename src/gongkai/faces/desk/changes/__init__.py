"""更正和撤下登记: what was done to something public."""
