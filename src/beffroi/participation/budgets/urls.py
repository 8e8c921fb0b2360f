from django.urls import path

from beffroi.participation.budgets.views import public, voting, writing

app_name = "budgets"
urlpatterns = [
    path("", public.show, name="show"),
    path("carte/", public.on_map, name="map"),
    path("proposer/", writing.write, name="write"),
    path("ressemblantes/", writing.near, name="near"),
    path("regles/", public.explained, name="rules"),
    path("voter/", voting.vote, name="vote"),
    path("resultats/", public.results, name="results"),
    path("resultats/<int:envelope>.pb", public.votes_file, name="votes_file"),
    path("resultats/<int:envelope>-<slug:rule>.json", public.result_file, name="result_file"),
    path("travaux/", public.works, name="works"),
    path("<int:project>/", public.project, name="project"),
    path("<int:project>/modifier/", writing.edit, name="edit"),
    path("<int:project>/retirer/", writing.withdraw, name="withdraw"),
]
