"""One door for the trail of who did what: see README.md."""
