"""Review before release (条例第十七条): see README.md."""
