from django.urls import path

from beffroi.participation.proposals.views import waiting

app_name = "proposals_waiting"
urlpatterns = [
    path("a-repondre/", waiting.answers, name="answers"),
    path("a-etudier/", waiting.studies, name="studies"),
]
