from django.urls import path

from beffroi.ground.town.views import pages

app_name = "town"
urlpatterns = [
    path("mairie/", pages.contact, name="contact"),
    path("mentions-legales/", pages.legal, {"page": "notices"}, name="notices"),
    path("accessibilite/", pages.legal, {"page": "accessibility"}, name="accessibility"),
    path("donnees-personnelles/", pages.legal, {"page": "privacy"}, name="privacy"),
    path("cookies/", pages.legal, {"page": "cookies"}, name="cookies"),
]
