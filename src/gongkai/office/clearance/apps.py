"""The application: its name and the acts it records."""

from django.apps import AppConfig

from gongkai.office.audit import verbs


class ClearanceConfig(AppConfig):
    """公开审查."""

    name = "gongkai.office.clearance"
    verbose_name = "公开审查"

    def ready(self) -> None:
        """Name the acts."""
        verbs.register(
            {
                "chain.set": "设置审查流程",
                "chain.ended": "停用审查流程",
                "review.submitted": "送审",
                "review.withdrawn": "撤回送审",
                "review.overtaken": "内容修改，本轮作废",
                "review.step.passed": "审查同意",
                "review.step.returned": "审查退回",
                "review.passed": "审查通过",
                "review.emergency": "应急发布批准",
                "review.reminded": "催办",
                "review.due_day_known": "推算应办结日期",
                "review.settled": "应急发布内容已撤下或者更正",
                "content.checked": "五关检查",
                "finding.accepted": "说明理由保留",
                "register.exported": "导出签批登记簿",
            }
        )
