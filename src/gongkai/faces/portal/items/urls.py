"""The addresses of what is public."""

from django.urls import path

from gongkai.faces.portal.items import documents

urlpatterns = [
    path("documents/", documents.Listing.as_view(), name="documents"),
    path("documents/<int:pk>/", documents.OneDocument.as_view(), name="document"),
    path("documents/<int:pk>/attachments/<int:attachment_pk>/", documents.Download.as_view(), name="attachment"),
]
