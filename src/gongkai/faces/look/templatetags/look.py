"""Template tags both faces use."""

from django import template

register = template.Library()


@register.filter
def thousands(number: int) -> str:
    """A number as it is read: 1,234."""
    return f"{number:,}"
