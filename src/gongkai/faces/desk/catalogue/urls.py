"""Addresses of 公开目录."""

from __future__ import annotations

from django.urls import path

from gongkai.faces.desk.catalogue.acts import Add, Close, Move, Rename, Reopen, Settle
from gongkai.faces.desk.catalogue.comparing import Units
from gongkai.faces.desk.catalogue.screens import DeadLinks, OneUnit

app_name = "catalogue"
urlpatterns = [
    path("", Units.as_view(), name="list"),
    path("<int:pk>/", OneUnit.as_view(), name="unit"),
    path("<int:pk>/links/", DeadLinks.as_view(), name="links"),
    path("<int:pk>/settle/<str:code>/", Settle.as_view(), name="settle"),
    path("<int:pk>/headings/add/", Add.as_view(), name="add"),
    path("<int:pk>/headings/<int:heading_pk>/rename/", Rename.as_view(), name="rename"),
    path("<int:pk>/headings/<int:heading_pk>/up/", Move.as_view(up=True), name="up"),
    path("<int:pk>/headings/<int:heading_pk>/down/", Move.as_view(up=False), name="down"),
    path("<int:pk>/headings/<int:heading_pk>/close/", Close.as_view(), name="close"),
    path("<int:pk>/headings/<int:heading_pk>/reopen/", Reopen.as_view(), name="reopen"),
]
