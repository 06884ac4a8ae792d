"""我的账号: my posts, who acts for me, my password and second factor, my sign-ins."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings

from gongkai.faces.desk.kit import Screen
from gongkai.faces.desk.officer import needs_second_factor
from gongkai.faces.desk.people.lines import lines
from gongkai.faces.desk.people.showing import DeputyLine, kind_of, outcome_chip, span, state, where
from gongkai.office.accounts.models import Deputy, Post, User
from gongkai.office.accounts.selectors import sign_ins


class Mine(Screen):
    """What concerns oneself."""

    title = "我的账号"
    icon = "user"
    template_name = "desk/account/mine.html"

    def may_enter(self) -> bool:
        return self.actor.id is not None

    def context(self, **more: object) -> dict[str, object]:
        me = self.request.user
        assert isinstance(me, User)  # noqa: S101 (the screen is of signed-in people)
        changed = me.password_changed_at
        return super().context(
            me=me,
            posts=lines(Post.objects.filter(user=me), self.actor, self.today),
            acting=self.acting(me),
            password_until=changed + timedelta(days=settings.PASSWORD_DAYS)
            if changed and settings.PASSWORD_DAYS
            else None,
            factor=Authenticator.objects.filter(user_id=me.pk, type=Authenticator.Type.TOTP).first(),
            factor_needed=needs_second_factor(self.actor),
            sign_ins=[(attempt, outcome_chip(attempt)) for attempt in sign_ins(user=me)[:10]],
            **more,
        )

    def acting(self, me: User) -> list[tuple[str, str, DeputyLine]]:
        """In whose posts I act: (unit and post, holder, the span)."""
        found = Deputy.objects.filter(user=me).select_related("post__unit", "post__user", "post__section")
        return [
            (
                f"{where(deputy.post)} {kind_of(deputy.post)}",
                deputy.post.user.name,
                DeputyLine(
                    deputy=deputy,
                    name=me.name,
                    span=span(deputy.valid_from, deputy.valid_to),
                    state=state(deputy.valid_from, deputy.valid_to, self.today, pending=deputy.pending),
                ),
            )
            for deputy in found[:20]
        ]
