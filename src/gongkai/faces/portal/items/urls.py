"""The addresses of what is public."""

from django.urls import path

from gongkai.faces.portal.items import downloads, feeds, item, listing, previews, sitemap

urlpatterns = [
    path("documents/", listing.Listing.as_view(), name="documents"),
    path("documents/<int:pk>/", item.OneDocument.as_view(), name="document"),
    path("documents/<int:pk>/versions/<int:version>/", item.OlderVersion.as_view(), name="version"),
    path("documents/<int:pk>/beside/<int:other_pk>/", item.SideBySide.as_view(), name="beside"),
    path("documents/<int:pk>/text.<slug:kind>", downloads.TextFile.as_view(), name="text"),
    path("documents/<int:pk>/attachments/<int:attachment_pk>/", downloads.Download.as_view(), name="attachment"),
    path("documents/<int:pk>/attachments/<int:attachment_pk>/preview/", previews.Preview.as_view(), name="preview"),
    path(
        "documents/<int:pk>/attachments/<int:attachment_pk>/preview/pages/<int:page>.webp",
        previews.Picture.as_view(),
        name="preview_page",
    ),
    path("feeds/", feeds.FeedList.as_view(), name="feeds"),
    path("feeds/all.xml", feeds.Feed.as_view(), name="feed"),
    path("feeds/columns/<slug:code>.xml", feeds.ColumnFeed.as_view(), name="feed_column"),
    path("feeds/headings/<slug:code>.xml", feeds.HeadingFeed.as_view(), name="feed_heading"),
    path("feeds/regions/<slug:slug>.xml", feeds.RegionFeed.as_view(), name="feed_region"),
    path("feeds/units/<slug:slug>.xml", feeds.UnitFeed.as_view(), name="feed_unit"),
    path("sitemap.xml", sitemap.SiteMapIndex.as_view(), name="sitemap"),
    path("sitemaps/pages.xml", sitemap.SiteMapPages.as_view(), name="sitemap_pages"),
    path("sitemaps/<int:part>.xml", sitemap.SiteMapPart.as_view(), name="sitemap_part"),
    path("robots.txt", sitemap.Robots.as_view(), name="robots"),
    path("opensearch.xml", sitemap.OpenSearch.as_view(), name="opensearch"),
]
