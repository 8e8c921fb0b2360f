from django.urls import path

from beffroi.participation.proposals.views import desk, reshaping

app_name = "proposals_desk"
urlpatterns = [
    path("", desk.table, name="desk"),
    path("changer/", desk.bulk, name="bulk"),
    path("etats/", desk.states, name="states"),
    path("fusionner/", reshaping.merge, name="merge"),
    path("fusions/", reshaping.reshapings, name="reshapings"),
    path("fusions/<int:reshaping>/annuler/", reshaping.undo, name="undo"),
    path("<int:proposal>/", desk.study, name="study"),
    path("<int:proposal>/reponse/", desk.answer, name="answer"),
    path("<int:proposal>/note/", desk.note, name="note"),
    path("<int:proposal>/avis/", desk.evaluate, name="evaluate"),
    path("<int:proposal>/confier/", desk.assign, name="assign"),
    path("<int:proposal>/partager/", reshaping.split, name="split"),
]
