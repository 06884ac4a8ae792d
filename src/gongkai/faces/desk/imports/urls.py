"""The addresses of 批量导入."""

from django.urls import path

from gongkai.faces.desk.imports.screens import Imports, Preview, Result, SubmitSound, Template, Upload

app_name = "imports"
urlpatterns = [
    path("", Imports.as_view(), name="list"),
    path("new/", Upload.as_view(), name="new"),
    path("template/", Template.as_view(), name="template"),
    path("<int:pk>/", Preview.as_view(), name="batch"),
    path("<int:pk>/result/", Result.as_view(), name="result"),
    path("<int:pk>/submit/", SubmitSound.as_view(), name="submit"),
]
