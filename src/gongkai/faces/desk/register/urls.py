"""The addresses of 签批登记簿."""

from django.urls import path

from gongkai.faces.desk.register import screens, sheets

app_name = "register"
urlpatterns = [
    path("", screens.Register.as_view(), name="list"),
    path("print/", sheets.PrintedRegister.as_view(), name="print"),
    path("figures/", screens.YearFigures.as_view(), name="figures"),
    path("<int:pk>/", sheets.Entry.as_view(), name="entry"),
]
