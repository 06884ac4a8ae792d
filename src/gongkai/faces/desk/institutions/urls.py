"""The addresses of 制度库."""

from django.urls import path

from gongkai.faces.desk.institutions import screens

app_name = "institutions"
urlpatterns = [
    path("", screens.Library.as_view(), name="list"),
    path("units/<int:pk>/", screens.OfUnit.as_view(), name="unit"),
    path("<int:pk>/", screens.OneInstitution.as_view(), name="institution"),
]
