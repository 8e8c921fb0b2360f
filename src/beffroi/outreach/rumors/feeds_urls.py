from django.urls import path

from beffroi.outreach.rumors.views import feeds

app_name = "rumors_feeds"
urlpatterns = [path("rumeurs.atom", feeds.atom, name="atom")]
