"""Where a request comes from."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the visitor: the connection's own, or what our own proxies (GONGKAI_PROXIES, a number) wrote.

    Each proxy appends the address it saw; only the last entries are ours, anything before them may be invented.
    """
    proxies = settings.AXES_IPWARE_PROXY_COUNT
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(chain) >= proxies:
        return chain[-proxies][:45]
    return str(request.META.get("REMOTE_ADDR") or "")[:45]
