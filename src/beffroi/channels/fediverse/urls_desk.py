from django.urls import path

from beffroi.channels.fediverse.views import desk

app_name = "fediverse_desk"
urlpatterns = [
    path("", desk.index, name="index"),
    path("premiers-messages/", desk.contacts, name="contacts"),
    path("premiers-messages/<int:pk>/", desk.judge, name="judge"),
    path("abonnes/", desk.followers, name="followers"),
    path("serveurs/", desk.servers, name="servers"),
    path("serveurs/<int:pk>/lever/", desk.lift, name="lift"),
    path("envois/", desk.parcels, name="parcels"),
]
