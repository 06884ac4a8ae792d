"""What people find wrong on the site, and what became of it (art. 47): see README.md."""
