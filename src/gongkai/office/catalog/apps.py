"""The application: its name and the acts it records."""

from django.apps import AppConfig

from gongkai.office.audit import verbs


class CatalogConfig(AppConfig):
    """公开目录."""

    name = "gongkai.office.catalog"
    verbose_name = "公开目录"

    def ready(self) -> None:
        """Name the acts."""
        verbs.register(
            {
                "document.started": "起草文稿",
                "document.saved": "保存文稿",
                "document.published": "公开文稿",
                "document.withdrawn": "撤下文稿",
                "catalog.adopted": "接收旧网站的信息",
                "document.exported": "导出文稿清单",
            }
        )
