from django.urls import path, re_path

from beffroi.participation.open311.views import api, pages

FORM = r"(?P<form>xml|json)$"

app_name = "open311"
urlpatterns = [
    path("", pages.about, name="about"),
    re_path(rf"^discovery\.{FORM}", api.discovery, name="discovery"),
    re_path(rf"^v2/discovery\.{FORM}", api.discovery),
    re_path(rf"^v2/services\.{FORM}", api.services, name="services"),
    re_path(rf"^v2/services/(?P<code>.+)\.{FORM}", api.service, name="service"),
    re_path(rf"^v2/requests\.{FORM}", api.requests, name="requests"),
    re_path(rf"^v2/requests/(?P<number>.+)\.{FORM}", api.one, name="request"),
    re_path(rf"^v2/request/(?P<number>.+)\.{FORM}", api.bare, name="bare"),
    re_path(rf"^v2/tokens/(?P<token>.+)\.{FORM}", api.token, name="token"),
    re_path(rf"^v2/servicerequestupdates\.{FORM}", api.updates, name="updates"),
    path("v2/georeport.csv", pages.whole, name="bulk"),
    re_path(r"^v2/.*\.(?P<form>json)$", api.nowhere),
    re_path(r"^v2/.*$", api.nowhere, {"form": "xml"}),
]
