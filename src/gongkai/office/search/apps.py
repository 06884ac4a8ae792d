"""The application: its name and the acts it records."""

from django.apps import AppConfig

from gongkai.office.audit import verbs


class SearchConfig(AppConfig):
    """检索."""

    name = "gongkai.office.search"
    verbose_name = "检索"

    def ready(self) -> None:
        """Name the acts."""
        verbs.register(
            {
                "search.rebuilt": "重建检索",
                "search.recounted": "重新统计公开信息",
                "search.turned": "失效日期到期生效",
                "search.moved": "公开信息随单位调整所属地区",
            }
        )
