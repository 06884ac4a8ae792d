"""Published annual reports."""
