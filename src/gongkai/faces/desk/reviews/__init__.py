"""审查：what waits for me, the text with its findings, and the decision (条例第十七条)."""
