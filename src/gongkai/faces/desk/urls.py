"""The addresses of the desk: our own first, then the shell's."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [path("", include(wagtailadmin_urls))]
