"""Template tags both faces use."""

from django import template

register = template.Library()
