"""What a unit reports about a year (arts 49-50): see README.md."""
