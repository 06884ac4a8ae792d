"""The application: its name and the acts it records."""

from pathlib import Path

from django.apps import AppConfig
from django.conf import settings

from gongkai.office.audit import verbs
from gongkai.office.catalog.index_pattern import must_be_a_pattern
from gongkai.statute.disclosure import use_file


class CatalogConfig(AppConfig):
    """公开目录."""

    name = "gongkai.office.catalog"
    verbose_name = "公开目录"

    def ready(self) -> None:
        """Name the acts; an office's data over the law's that are wrong, or a pattern that gives a number twice, stop the start."""
        must_be_a_pattern(settings.INDEX_NUMBER)
        use_file(Path(settings.DISCLOSURE_FILE) if settings.DISCLOSURE_FILE else None)
        verbs.register(
            {
                "document.started": "起草文稿",
                "document.import.sent": "上传批量导入表格",
                "document.imported": "批量导入文稿",
                "document.saved": "保存文稿",
                "document.published": "公开文稿",
                "document.withdrawn": "撤下文稿",
                "document.closed_earlier": "停止提供旧版",
                "document.scheduled": "安排定时公开",
                "document.unscheduled": "取消定时公开",
                "document.ended": "标注失效",
                "document.resumed": "恢复有效",
                "document.reassessed": "定期评估",
                "document.changes.exported": "导出更正和撤下登记",
                "document.withheld.exported": "导出不予公开台账",
                "catalog.heading.added": "增设类目",
                "catalog.heading.renamed": "类目改名",
                "catalog.heading.moved": "调整类目顺序",
                "catalog.heading.closed": "停用类目",
                "catalog.heading.reopened": "恢复类目",
                "catalog.obligation.settled": "规定公开事项",
                "catalog.obligation.reminded": "提醒更新类目",
                "catalog.exported": "导出公开目录情况",
                "catalog.adopted": "接收旧网站的信息",
                "document.exported": "导出文稿清单",
            }
        )
