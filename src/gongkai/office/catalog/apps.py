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
                "catalog.heading.added": "增设类目",
                "catalog.heading.renamed": "类目改名",
                "catalog.heading.moved": "调整类目顺序",
                "catalog.heading.closed": "停用类目",
                "catalog.heading.reopened": "恢复类目",
                "catalog.obligation.settled": "规定公开事项",
                "catalog.exported": "导出公开目录情况",
                "catalog.adopted": "接收旧网站的信息",
                "document.exported": "导出文稿清单",
            }
        )
