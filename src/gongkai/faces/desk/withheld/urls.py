"""The addresses of 不予公开台账."""

from django.urls import path

from gongkai.faces.desk.withheld import screens

app_name = "withheld"
urlpatterns = [
    path("", screens.Withheld.as_view(), name="list"),
    path("<int:pk>/", screens.OneWithheld.as_view(), name="one"),
    path("<int:pk>/reassess/", screens.Reassess.as_view(), name="reassess"),
]
