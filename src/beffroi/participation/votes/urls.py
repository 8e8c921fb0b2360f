from django.urls import path

from beffroi.participation.votes.views import booth, files, public

app_name = "votes"
urlpatterns = [
    path("", public.show, name="show"),
    path("voter/", booth.vote, name="vote"),
    path("merci/", booth.done, name="done"),
    path("retirer/", booth.take_back, name="take_back"),
    path("resultats/", public.results, name="results"),
    path("resultats/<slug:question>-<slug:part>.json", files.download, name="file"),
    path("imprimer/", public.printed, name="print"),
    path("code.svg", files.qr, name="qr"),
]
