"""The addresses of the door. They stand before the shell's, so that its own sign-in, sign-out and account are never reached.

allauth looks its addresses up by name; those that must not exist are named and closed.
"""

from __future__ import annotations

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as recovery_views
from django.contrib.auth.decorators import login_required
from django.urls import path

from gongkai.faces.desk.signin_views import EnrolView, RemoveView, RenewCodesView, SignInView, closed

urlpatterns = [
    path("login/", SignInView.as_view(), name="account_login"),
    path("logout/", account_views.logout, name="account_logout"),
    path("password/", login_required(account_views.password_change), name="account_change_password"),
    path("confirm/", account_views.reauthenticate, name="account_reauthenticate"),
    path("factor/", mfa_views.index, name="mfa_index"),
    path("factor/code/", mfa_views.authenticate, name="mfa_authenticate"),
    path("factor/confirm/", mfa_views.reauthenticate, name="mfa_reauthenticate"),
    path("factor/enrol/", login_required(EnrolView.as_view()), name="mfa_activate_totp"),
    path("factor/remove/", RemoveView.as_view(), name="mfa_deactivate_totp"),
    path("factor/recovery/", recovery_views.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("factor/recovery/new/", login_required(RenewCodesView.as_view()), name="mfa_generate_recovery_codes"),
    path("signup/", closed, name="account_signup"),
    path("inactive/", closed, name="account_inactive"),
    path("email/", closed, name="account_email"),
    path("confirm-email/", closed, name="account_email_verification_sent"),
    path("password/set/", closed, name="account_set_password"),
    path("password/reset/", closed, name="account_reset_password"),
    path("password_reset/", closed),
    path("password_reset/<path:rest>", closed),
    path("factor/recovery/download/", closed, name="mfa_download_recovery_codes"),
]
