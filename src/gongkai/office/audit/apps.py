"""The application of the audit trail."""

from django.apps import AppConfig

from gongkai.office.audit import verbs


class AuditConfig(AppConfig):
    """审计."""

    name = "gongkai.office.audit"
    verbose_name = "审计"

    def ready(self) -> None:
        """Name the trail's own acts."""
        verbs.register(
            {
                "audit.exported": "导出审计记录",
                "audit.verified": "核验审计链",
                "audit.anchored": "写出每日锚定",
            }
        )
