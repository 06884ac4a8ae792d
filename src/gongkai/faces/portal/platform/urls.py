"""The addresses of the platform: home, columns, units."""

from django.urls import path

from gongkai.faces.portal import pages
from gongkai.faces.portal.platform import units

urlpatterns = [
    path("", pages.Home.as_view(), name="home"),
    path("units/", units.Units.as_view(), name="units"),
    path("units/<slug:slug>/", units.OneUnit.as_view(), name="unit"),
]
