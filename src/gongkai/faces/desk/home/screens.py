"""The first screen: what must I do now."""

from __future__ import annotations

from gongkai.faces.desk.kit import Screen


class Home(Screen):
    """我现在要做什么."""

    title = "工作台"
    template_name = "desk/home/home.html"

    def may_enter(self) -> bool:
        """Everybody who is signed in; each sees their own."""
        return True
