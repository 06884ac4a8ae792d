"""The application: its name and the acts it records."""

from django.apps import AppConfig

from gongkai.office.audit import verbs


class AnnualReportConfig(AppConfig):
    """年度报告."""

    name = "gongkai.office.annualreport"
    verbose_name = "年度报告"

    def ready(self) -> None:
        """Name the acts."""
        verbs.register(
            {
                "report.entered": "录入年度报告",
                "report.saved": "保存年度报告",
                "report.published": "公开年度报告",
                "report.withdrawn": "撤下年度报告",
                "report.adopted": "接收旧网站的年度报告",
                "report.exported": "导出年度报告清单",
                "report.original_read": "查看年度报告原件",
            }
        )
