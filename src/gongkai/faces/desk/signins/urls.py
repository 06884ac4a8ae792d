"""The addresses of 登录日志."""

from django.urls import path

from gongkai.faces.desk.signins import screens

app_name = "signins"
urlpatterns = [path("", screens.SignInLog.as_view(), name="list")]
