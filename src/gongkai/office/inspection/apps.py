"""The application: its name and the acts it records."""

from django.apps import AppConfig

from gongkai.office.audit import verbs


class InspectionConfig(AppConfig):
    """检查和整改."""

    name = "gongkai.office.inspection"
    verbose_name = "检查和整改"

    def ready(self) -> None:
        """Name the acts."""
        verbs.register(
            {
                "mistake.received": "收到找错留言",
                "mistake.transferred": "转办找错留言",
                "mistake.answered": "答复找错留言",
                "mistake.reopened": "重新办理找错留言",
                "mistake.contact.read": "查看留言人联系方式",
                "mistake.exported": "导出找错留言",
            }
        )
