from django.urls import path

from beffroi.channels.base.views import doors

app_name = "channel_media"
urlpatterns = [
    path("<int:pk>/evenements/", doors.events, name="events"),
    path("video/<str:token>.mp4", doors.clip, name="clip"),
    path("image/<str:token>.jpg", doors.picture, name="picture"),
]
