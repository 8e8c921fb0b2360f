from django.urls import path

from beffroi.channels.fediverse.views import desk, desk_moving, desk_publications

app_name = "fediverse_desk"
urlpatterns = [
    path("", desk.index, name="index"),
    path("premiers-messages/", desk.contacts, name="contacts"),
    path("premiers-messages/<int:pk>/", desk.judge, name="judge"),
    path("abonnes/", desk.followers, name="followers"),
    path("serveurs/", desk.servers, name="servers"),
    path("serveurs/<int:pk>/lever/", desk.lift, name="lift"),
    path("envois/", desk.parcels, name="parcels"),
    path("publications/", desk_publications.publications, name="publications"),
    path("publications/<int:pk>/epingler/", desk_publications.pin, name="pin"),
    path("citations/", desk_publications.quotes, name="quotes"),
    path("citations/<int:pk>/retirer/", desk_publications.revoke, name="revoke"),
    path("demenager/", desk_moving.move, name="move"),
    path("demenager/rester/", desk_moving.stay, name="stay"),
]
