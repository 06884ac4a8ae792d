"""The addresses of 找错."""

from django.urls import path

from gongkai.faces.portal.mistakes import screens

urlpatterns = [
    path("mistakes/", screens.Tell.as_view(), name="mistake"),
    path("mistakes/check/", screens.Check.as_view(), name="mistake_check"),
    path("mistakes/<str:code>/", screens.Receipt.as_view(), name="mistake_receipt"),
]
