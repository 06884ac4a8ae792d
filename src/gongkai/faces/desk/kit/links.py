"""Addresses of other topics: a screen that speaks of them does not depend on their being there."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def address(name: str, *args: object) -> str:
    """The address of a screen by its name; empty where that topic is not installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
