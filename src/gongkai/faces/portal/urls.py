"""The public site: its pages come with the catalogue. Nobody signs in here."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
