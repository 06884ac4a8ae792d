"""公开目录: what a unit keeps under its headings, what is missing, and how the units of a region compare."""
