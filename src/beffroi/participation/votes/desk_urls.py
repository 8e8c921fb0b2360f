from django.urls import path

from beffroi.participation.votes.views import desk, networks, paper

app_name = "votes_desk"
urlpatterns = [
    path("", desk.edit, name="desk"),
    path("enjeu/", desk.stakes, name="stakes"),
    path("questions/", desk.questions, name="questions"),
    path("questions/nouvelle/<slug:rule>/", desk.add, name="add"),
    path("questions/<int:question>/", desk.question, name="question"),
    path("questions/<int:question>/regle/<slug:rule>/", desk.question, name="question_rule"),
    path("questions/<int:question>/deplacer/", desk.move, name="move"),
    path("questions/<int:question>/retirer/", desk.remove, name="remove"),
    path("ouvrir/", desk.opening, name="opening"),
    path("arreter/", desk.stop, name="stop"),
    path("papier/", paper.sheets, name="paper"),
    path("reseaux/", networks.figures, name="networks"),
    path("suite/", desk.conclude, name="conclude"),
]
