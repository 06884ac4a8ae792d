"""The addresses of 单位."""

from django.urls import path

from gongkai.faces.desk.units import acts, importing, leading, listing, pages, trail

app_name = "units"

urlpatterns = [
    path("", listing.Units.as_view(), name="list"),
    path("open/", acts.Open.as_view(), name="open"),
    path("merge/", acts.Merge.as_view(), name="merge"),
    path("import/", importing.Upload.as_view(), name="import"),
    path("import/template/", importing.Template.as_view(), name="import-template"),
    path("import/<str:ticket>/", importing.Preview.as_view(), name="import-preview"),
    path("<int:pk>/", pages.Overview.as_view(), name="unit"),
    path("<int:pk>/contact/", acts.Contact.as_view(), name="contact"),
    path("<int:pk>/facts/", acts.Facts.as_view(), name="facts"),
    path("<int:pk>/rename/", acts.Rename.as_view(), name="rename"),
    path("<int:pk>/move/", acts.Move.as_view(), name="move"),
    path("<int:pk>/close/", acts.Close.as_view(), name="close"),
    path("<int:pk>/reopen/", acts.Reopen.as_view(), name="reopen"),
    path("<int:pk>/leading/", pages.LeadingTab.as_view(), name="leading"),
    path("<int:pk>/leading/member/", leading.AddMember.as_view(), name="member"),
    path("<int:pk>/leading/member/<int:row>/end/", leading.EndMember.as_view(), name="member-end"),
    path("<int:pk>/leading/responsible/", leading.AddResponsible.as_view(), name="responsible"),
    path("<int:pk>/leading/responsible/<int:row>/end/", leading.EndResponsible.as_view(), name="responsible-end"),
    path("<int:pk>/sections/", pages.SectionsTab.as_view(), name="sections"),
    path("<int:pk>/sections/add/", leading.AddSection.as_view(), name="section-add"),
    path("<int:pk>/sections/<int:row>/", leading.ChangeSection.as_view(), name="section"),
    path("<int:pk>/sections/<int:row>/close/", leading.CloseSection.as_view(), name="section-close"),
    path("<int:pk>/sections/<int:row>/reopen/", leading.ReopenSection.as_view(), name="section-reopen"),
    path("<int:pk>/briefings/", pages.BriefingsTab.as_view(), name="briefings"),
    path("<int:pk>/briefings/add/", leading.AddBriefing.as_view(), name="briefing-add"),
    path("<int:pk>/history/", trail.History.as_view(), name="history"),
]
