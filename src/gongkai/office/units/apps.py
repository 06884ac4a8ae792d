"""The application of the units."""

from django.apps import AppConfig

from gongkai.office.audit import verbs


class UnitsConfig(AppConfig):
    """单位."""

    name = "gongkai.office.units"
    verbose_name = "单位"

    def ready(self) -> None:
        """Name the acts."""
        verbs.register(
            {
                "unit.opened": "设立单位",
                "unit.changed": "修改单位资料",
                "unit.renamed": "单位更名",
                "unit.moved": "调整隶属关系",
                "unit.closed": "撤销单位",
                "unit.merged": "合并单位",
                "unit.reopened": "恢复单位",
                "unit.took_effect": "更名、隶属关系到期生效",
                "unit.imported": "批量导入单位",
                "unit.exported": "导出单位名录",
                "section.changed": "修改内设机构",
                "leading_group.changed": "调整领导小组",
                "responsibility.changed": "调整责任链",
                "briefing.recorded": "登记工作汇报",
            }
        )
