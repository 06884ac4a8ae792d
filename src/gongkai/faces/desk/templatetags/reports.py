"""What the templates of annual reports need and Django does not have."""

from __future__ import annotations

from django import forms, template

register = template.Library()


@register.filter
def field_named(form: forms.Form, name: str) -> forms.BoundField:
    """A field of a form by a name that is a value: ``form|field_named:name``."""
    return form[name]
