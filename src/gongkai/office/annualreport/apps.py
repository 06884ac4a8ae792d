"""The application: its name and the acts it records."""

from django.apps import AppConfig


class AnnualReportConfig(AppConfig):
    """年度报告."""

    name = "gongkai.office.annualreport"
    verbose_name = "年度报告"
