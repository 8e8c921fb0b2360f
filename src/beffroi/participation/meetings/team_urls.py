from django.urls import path

from beffroi.participation.meetings.views import desk, door

app_name = "meetings_team"
urlpatterns = [
    path("", desk.everywhere, name="index"),
    path("billet/<slug:code>/", door.ticket, name="ticket"),
]
