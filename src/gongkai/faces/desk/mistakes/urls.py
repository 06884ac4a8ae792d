"""The addresses of 找错留言."""

from django.urls import path

from gongkai.faces.desk.mistakes import screens

app_name = "mistakes"
urlpatterns = [
    path("", screens.Mistakes.as_view(), name="list"),
    path("<int:pk>/", screens.OneMistake.as_view(), name="mistake"),
    path("<int:pk>/contact/", screens.Contact.as_view(), name="contact"),
    path("<int:pk>/answer/", screens.Answer.as_view(), name="answer"),
    path("<int:pk>/transfer/", screens.Transfer.as_view(), name="transfer"),
    path("<int:pk>/reopen/", screens.Reopen.as_view(), name="reopen"),
]
