"""allauth's views where ours differ: the demonstration's people, and what is written into the trail."""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.account import views as account_views
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from gongkai.faces import clock
from gongkai.faces.desk.signin_codes import spend
from gongkai.faces.desk.signin_demo import people_to_play
from gongkai.office.accounts import services


def closed(request: HttpRequest, *args: object, **kwargs: object) -> NoReturn:  # noqa: ARG001
    """Signing up, e-mail addresses, resetting a password by mail: there is no such thing here."""
    raise Http404(request.path)


class SignInView(account_views.LoginView):
    """Username and password; in the demonstration with the people one can play."""

    def get_initial(self) -> dict[str, Any]:
        initial = super().get_initial()
        if settings.DEMO and (played := self.request.GET.get("as", "")):
            initial |= {"login": played, "password": settings.DEMO_PASSWORD}
        return initial

    def get_form(self, form_class: type[Any] | None = None) -> Any:
        form = super().get_form(form_class)
        if settings.DEMO and self.request.GET.get("as"):
            form.fields["password"].widget.render_value = True
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if settings.DEMO:
            context |= {"people_to_play": people_to_play(clock.now().date()), "played": self.request.GET.get("as", "")}
        return context


class EnrolView(totp_views.ActivateTOTPView):
    """Enrol an authenticator app."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            user = self.request.user
            spend(Authenticator.objects.get(user_id=user.pk, type=Authenticator.Type.TOTP), form.counter)
            record_authentication(self.request, user, "mfa", type=Authenticator.Type.TOTP)
            services.note_factor(user, enrolled=True, by=self.request.actor, at=clock.now())
        return response


class RemoveView(totp_views.DeactivateTOTPView):
    """Take the own authenticator app off, where no post asks for it."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            services.note_factor(self.request.user, enrolled=False, by=self.request.actor, at=clock.now())
            return super().form_valid(form)


class RenewCodesView(recovery_views.GenerateRecoveryCodesView):
    """New recovery codes, which make the old ones void: each opens the desk without the app, so that it is recorded."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            services.note_recovery_codes(self.request.user, by=self.request.actor, at=clock.now())
            return super().form_valid(form)
