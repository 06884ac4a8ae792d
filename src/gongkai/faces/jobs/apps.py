"""The application."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """定时任务."""

    name = "gongkai.faces.jobs"
    label = "jobs"
    verbose_name = "定时任务"
