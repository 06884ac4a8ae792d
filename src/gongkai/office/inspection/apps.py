"""The application: its name and the acts it records."""

from django.apps import AppConfig


class InspectionConfig(AppConfig):
    """检查和整改."""

    name = "gongkai.office.inspection"
    verbose_name = "检查和整改"
