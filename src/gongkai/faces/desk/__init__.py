"""The back office, in the Wagtail admin."""
