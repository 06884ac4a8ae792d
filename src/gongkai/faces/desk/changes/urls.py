"""The addresses of 更正和撤下登记."""

from django.urls import path

from gongkai.faces.desk.changes import screens

app_name = "changes"
urlpatterns = [
    path("", screens.Changes.as_view(), name="list"),
    path("print/", screens.PrintedChanges.as_view(), name="print"),
    path("figures/", screens.ChangesOfTheYear.as_view(), name="figures"),
]
