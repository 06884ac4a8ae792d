"""What a person may do comes from posts."""

from django.contrib.auth.backends import BaseBackend


class PostsBackend(BaseBackend):
    """Passwords of people; permissions from posts."""
