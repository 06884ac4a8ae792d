"""The addresses of the public site, and of sign-in."""

from django.urls import include, path

urlpatterns = [path("accounts/", include("allauth.urls"))]
