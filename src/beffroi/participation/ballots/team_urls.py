from django.urls import path

from beffroi.participation.ballots.views import desk, paper

app_name = "ballots_team"
urlpatterns = [
    path("", desk.index, name="index"),
    path("<str:election>/", desk.show, name="show"),
    path("<str:election>/roles/", desk.people, name="people"),
    path("<str:election>/liste/", desk.roll, name="roll"),
    path("<str:election>/cle/", desk.trustees, name="trustees"),
    path("<str:election>/faire/", desk.do, name="do"),
    path("<str:election>/papier/", paper.roll, name="paper"),
    path("<str:election>/depouillement/", paper.count, name="count"),
]
