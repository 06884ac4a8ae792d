"""The addresses of 审查流程."""

from django.urls import path

from gongkai.faces.desk.chains import screens

app_name = "chains"
urlpatterns = [
    path("", screens.Chains.as_view(), name="list"),
    path("new/", screens.SetChain.as_view(), name="set"),
    path("<int:pk>/", screens.OneChain.as_view(), name="chain"),
    path("<int:pk>/end/", screens.EndChain.as_view(), name="end"),
]
