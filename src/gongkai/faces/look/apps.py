"""The application."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    """外观."""

    name = "gongkai.faces.look"
    label = "look"
    verbose_name = "外观"
