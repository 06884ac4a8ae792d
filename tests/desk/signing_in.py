"""Signing in as tests do it: addresses of the door, a password, a code, enrolment, and what was written down."""

import re

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from gongkai.faces import clock
from gongkai.office.accounts.models import SignIn
from world import PASSWORD

LOGIN, HOME, ENROL = "/desk/login/", "/desk/", "/desk/factor/enrol/"


def sign_in(client, username, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": username, "password": password, **more})


def outcomes(person):
    return list(SignIn.objects.filter(user=person).order_by("id").values_list("outcome", flat=True))


def code(secret, at=None):
    return format_hotp_value(hotp_value(secret, int((at or clock.now()).timestamp()) // 30))


def enrol(client):
    """Enrol an authenticator through the screen; give its secret."""
    page = client.get(ENROL).content.decode()
    secret = re.search(r'class="secret">([A-Z2-7=]+)<', page).group(1)
    done = client.post(ENROL, {"code": code(secret)})
    assert done.status_code == 302, done.content.decode()
    return secret
