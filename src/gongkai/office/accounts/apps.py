"""The application: its name and the acts it records."""

from django.apps import AppConfig

from gongkai.office.audit import verbs


class AccountsConfig(AppConfig):
    """人员与岗位."""

    name = "gongkai.office.accounts"
    verbose_name = "人员与岗位"

    def ready(self) -> None:
        """Name the acts."""
        verbs.register(
            {
                "person.added": "登记人员",
                "person.changed": "修改人员资料",
                "person.left": "停用人员",
                "person.returned": "启用人员",
                "password.changed": "修改密码",
                "password.reset": "重置密码",
                "post.granted": "授予岗位",
                "post.ended": "结束岗位",
                "post.confirmed": "核准岗位",
                "post.declined": "不予核准岗位",
                "deputy.appointed": "指定代理",
                "deputy.confirmed": "核准代理",
                "deputy.declined": "不予核准代理",
                "deputy.ended": "结束代理",
                "signin.succeeded": "登录",
                "signin.failed": "登录失败",
                "signin.locked": "登录锁定",
                "signin.unlocked": "解除锁定",
                "signin.ended": "退出",
                "factor.enrolled": "启用动态口令",
                "factor.removed": "停用动态口令",
                "factor.renewed": "重新生成备用码",
                "person.read": "查看人员资料",
                "person.exported": "导出人员名单",
                "signin.exported": "导出登录日志",
            }
        )
