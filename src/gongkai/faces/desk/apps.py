"""The application."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """工作台."""

    name = "gongkai.faces.desk"
    label = "desk"
    verbose_name = "工作台"
