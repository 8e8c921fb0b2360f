from django.urls import path

from beffroi.channels.feed import views

app_name = "feed"
urlpatterns = [
    path("atom.xml", views.atom, name="atom"),
    path("rss.xml", views.rss, name="rss"),
    path("feed.json", views.json_feed, name="json"),
]
