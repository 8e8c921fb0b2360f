from django.urls import path

from beffroi.participation.meetings.views import live

app_name = "meetings_room"
urlpatterns = [path("<slug:room>/", live.room, name="room")]
