from django.urls import path

from beffroi.channels.base.views import doors

app_name = "channel_media"
urlpatterns = [
    path("<int:pk>/evenements/", doors.events, name="events"),
    path("image/<str:token>.jpg", doors.picture, name="picture"),
]
