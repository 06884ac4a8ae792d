"""Stored originals by their content: see README.md."""
