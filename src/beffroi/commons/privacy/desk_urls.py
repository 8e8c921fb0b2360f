"""/bureau/vie-privee/: the book of breaches and the log of readings."""

from django.urls import path

from beffroi.commons.privacy.views import desk

app_name = "privacy_desk"
urlpatterns = [
    path("incidents/", desk.breaches, name="breaches"),
    path("incidents/noter/", desk.note, name="note"),
    path("incidents/<int:pk>/", desk.breach, name="breach"),
    path("incidents/<int:pk>/clore/", desk.close, name="close"),
    path("lectures/", desk.log, name="log"),
]
