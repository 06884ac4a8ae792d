"""The addresses of people."""

from django.urls import path

from gongkai.faces.desk.people import acts, screens

app_name = "people"
urlpatterns = [
    path("", screens.PeopleList.as_view(), name="list"),
    path("new/", acts.AddPerson.as_view(), name="add"),
    path("<int:pk>/", screens.PersonPage.as_view(), name="person"),
    path("<int:pk>/contact/", screens.ContactPage.as_view(), name="contact"),
    path("<int:pk>/handed/", screens.HandedPassword.as_view(), name="handed"),
    path("<int:pk>/change/", acts.ChangePerson.as_view(), name="change"),
    path("<int:pk>/deactivate/", acts.Deactivate.as_view(), name="deactivate"),
    path("<int:pk>/reactivate/", acts.Reactivate.as_view(), name="reactivate"),
    path("<int:pk>/reset/", acts.ResetPassword.as_view(), name="reset"),
    path("<int:pk>/unlock/", acts.Unlock.as_view(), name="unlock"),
    path("<int:pk>/factor/", acts.RemoveFactor.as_view(), name="factor"),
]
