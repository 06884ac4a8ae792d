"""The addresses of people and posts."""

from django.urls import path

from gongkai.faces.desk.people import acts, posts, screens

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
    path("<int:pk>/posts/new/", posts.GrantToPerson.as_view(), name="grant"),
    path("posts/", posts.PostsIndex.as_view(), name="posts"),
    path("posts/<int:pk>/end/", posts.EndPost.as_view(), name="end_post"),
    path("posts/<int:pk>/deputy/", posts.AppointDeputy.as_view(), name="appoint"),
    path("deputies/<int:pk>/end/", posts.EndDeputy.as_view(), name="end_deputy"),
    path("units/<int:pk>/", posts.UnitPosts.as_view(), name="unit"),
    path("units/<int:pk>/posts/new/", posts.GrantInUnit.as_view(), name="grant_in_unit"),
]
