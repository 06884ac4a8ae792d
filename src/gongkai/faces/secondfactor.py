"""The one switch that relaxes the second factor belongs to the demonstration alone."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def must_be_asked_for() -> None:
    """Only the demonstration is served without a second factor.

    Raises:
        ImproperlyConfigured: it is switched off elsewhere.
    """
    if not (settings.SECOND_FACTOR or settings.DEMO):
        raise ImproperlyConfigured(
            "GONGKAI_SECOND_FACTOR=0 只能用于演示：审查人和管理员必须使用动态口令。请删去这个环境变量后重新启动。"
        )
