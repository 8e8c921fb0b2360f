from django.urls import path

from beffroi.outreach.alerts.views import feeds, roads

app_name = "alerts_feeds"
urlpatterns = [
    path("alertes/feed.atom", feeds.atom, name="atom"),
    path("alertes/feed.rss", feeds.rss, name="rss"),
    path("alertes/alertes.geojson", feeds.as_json, name="json"),
    path("alertes/alertes.ics", feeds.calendar, name="calendar"),
    path("alertes/<int:pk>/cap.xml", feeds.cap_latest, name="cap"),
    path("alertes/<int:pk>/cap-<int:number>.xml", feeds.cap_of, name="cap_of"),
    path("travaux.geojson", roads.geojson, name="roads_geojson"),
    path("travaux.ics", roads.calendar, name="roads_calendar"),
    path("travaux.cifs.xml", roads.cifs, name="roads_cifs"),
    path("travaux/<int:pk>/cap.xml", roads.cap_of, name="road_cap"),
]
