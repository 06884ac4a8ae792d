"""Administrative organs, their tree and their history: see README.md."""
