from django.urls import path

from beffroi.participation.spaces.views import feeds, public

app_name = "spaces"
urlpatterns = [
    path("", public.processes, name="list"),
    path("agenda.ics", feeds.all_calendar_feed, name="all_calendar"),
    path("<slug:process>/", public.show, name="show"),
    path("<slug:process>/agenda.ics", feeds.calendar_feed, name="calendar"),
    path("<slug:process>/contributions/", public.registry, name="registry"),
]
