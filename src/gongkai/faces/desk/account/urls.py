"""The addresses of 我的账号."""

from django.urls import path

from gongkai.faces.desk.account import screens

app_name = "account"
urlpatterns = [path("", screens.Mine.as_view(), name="mine")]
