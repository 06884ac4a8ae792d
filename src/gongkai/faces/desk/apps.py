"""The application."""

from django.apps import AppConfig

from gongkai.office.audit import verbs


class DeskConfig(AppConfig):
    """工作台."""

    name = "gongkai.faces.desk"
    label = "desk"
    verbose_name = "工作台"

    def ready(self) -> None:
        """Name the acts of the desk itself."""
        verbs.register({"board.exported": "导出各单位公开审查情况"})
