"""The addresses of portal/mistakes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
