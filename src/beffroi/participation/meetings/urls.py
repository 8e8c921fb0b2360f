from django.urls import path

from beffroi.participation.meetings.views import feeds, live, pages, places, proposing

app_name = "meetings"
urlpatterns = [
    path("", pages.show, name="show"),
    path("agenda.ics", feeds.component_calendar, name="calendar"),
    path("proposer/", proposing.propose, name="propose"),
    path("<int:meeting>/", pages.detail, name="detail"),
    path("<int:meeting>/agenda.ics", feeds.meeting_calendar, name="meeting_calendar"),
    path("<int:meeting>/inscription/", places.register, name="register"),
    path("<int:meeting>/billet/<slug:key>/", places.ticket, name="ticket"),
    path("<int:meeting>/billet/<slug:key>/qr.png", places.ticket_qr, name="ticket_qr"),
    path("<int:meeting>/billet/<slug:key>/annuler/", places.cancel, name="cancel"),
    path("<int:meeting>/direct/", live.live, name="live"),
    path("<int:meeting>/direct/liste/", live.live_list, name="live_list"),
    path("<int:meeting>/direct/<int:question>/voter/", live.vote, name="vote"),
    path("<int:meeting>/ecran/", live.screen, name="screen"),
    path("<int:meeting>/ecran/liste/", live.screen_list, name="screen_list"),
    path("<int:meeting>/ecran/qr.svg", live.room_qr, name="room_qr"),
]
