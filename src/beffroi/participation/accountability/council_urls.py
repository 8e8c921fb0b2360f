from django.urls import path

from beffroi.participation.accountability.views import town

app_name = "council"
urlpatterns = [
    path("", town.council, name="index"),
    path("votes/", town.votes, name="votes"),
    path("votes/<int:vote>/", town.vote, name="vote"),
    path("popolo.json", town.popolo, name="popolo"),
]
