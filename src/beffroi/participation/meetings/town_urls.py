from django.urls import path

from beffroi.participation.meetings.views import feeds, live, offline, pages

app_name = "meetings_town"
urlpatterns = [
    path("", pages.town, name="index"),
    path("agenda.ics", feeds.town_calendar, name="calendar"),
    path("salle/", live.find_room, name="room"),
    path("accueil-hors-ligne/", offline.door, name="offline"),
]
