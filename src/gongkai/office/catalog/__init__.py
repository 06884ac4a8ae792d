"""What is published: documents with their revisions and attachments: see README.md."""
