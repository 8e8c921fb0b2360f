from django.urls import path

from beffroi.crossings.presence.views import desk

app_name = "presence_desk"
urlpatterns = [
    path("", desk.index, name="index"),
    path("<int:pk>/", desk.show, name="show"),
    path("<int:pk>/basculer/", desk.switch, name="switch"),
    path("elus/", desk.open_official, name="open_official"),
]
