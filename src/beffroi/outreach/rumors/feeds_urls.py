from django.urls import path

from beffroi.outreach.rumors.views import feeds

app_name = "rumors_feeds"
urlpatterns = [
    path("rumeurs.atom", feeds.atom, name="atom"),
    path("rumeurs.rss", feeds.rss, name="rss"),
    path("rumeurs.json", feeds.json_feed, name="json"),
    path("rumeurs.jsonld", feeds.claims, name="claims"),
]
