"""文稿: writing, review and release as people do it."""
