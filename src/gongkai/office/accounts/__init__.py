"""People, their posts and deputies, and how they sign in: see README.md."""
