from django.urls import path

from beffroi.participation.opinions.views import public, results, stating, voting

app_name = "opinions"
urlpatterns = [
    path("", public.show, name="show"),
    path("voter/", voting.card, name="vote"),
    path("ma-place/", voting.mine, name="mine"),
    path("autre-personne/", voting.another, name="another"),
    path("retirer/", voting.take_back, name="take_back"),
    path("ajouter/", stating.add, name="add"),
    path("ressemblances/", stating.near, name="near"),
    path("affirmations/", public.statements, name="statements"),
    path("affirmations/<int:number>/", public.statement, name="statement"),
    path("journal/", public.log, name="log"),
    path("resultats/", results.show, name="results"),
    path("fichiers/", results.files, name="files"),
    path("fichiers/<str:name>", results.download, name="download"),
]
