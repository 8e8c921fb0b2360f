from django.urls import path

from beffroi.ground.places.views import answers, pages

app_name = "places"
urlpatterns = [
    path("carte/", pages.town, name="map"),
    path("carte/adresses.json", answers.search, name="search"),
    path("carte/pres.json", answers.near, name="near"),
    path("carte/fond.json", answers.ground, name="ground"),
    path("lieux/<int:pk>/", pages.place, name="place"),
]
