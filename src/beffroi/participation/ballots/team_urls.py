from django.urls import path

from beffroi.participation.ballots.views import desk, paper

app_name = "ballots_team"
urlpatterns = [
    path("", desk.index, name="index"),
    path("<slug:election>/", desk.show, name="show"),
    path("<slug:election>/roles/", desk.people, name="people"),
    path("<slug:election>/liste/", desk.roll, name="roll"),
    path("<slug:election>/cle/", desk.trustees, name="trustees"),
    path("<slug:election>/faire/", desk.do, name="do"),
    path("<slug:election>/papier/", paper.roll, name="paper"),
    path("<slug:election>/depouillement/", paper.count, name="count"),
]
