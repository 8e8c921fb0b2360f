"""/compte/verification/…: showing who one is."""

from django.urls import path

from beffroi.ground.verification.views import mine, parents, providers, ways

app_name = "verification"
urlpatterns = [
    path("", mine.index, name="mine"),
    path("suite/", mine.go_on, name="go_on"),
    path("oublier/", mine.drop, name="drop"),
    path("formulaire/<str:key>/", mine.again, name="again"),
    path("retirer/<int:pk>/", mine.take_back, name="take_back"),
    path("telephone/", ways.telephone, name="telephone"),
    path("courrier/", ways.letter, name="letter"),
    path("courrier/annuler/", ways.no_letter, name="no_letter"),
    path("liste/", ways.listed, name="listed"),
    path("mairie/", ways.counter, name="counter"),
    path("age/", ways.age, name="age"),
    path("parent/", ways.ask_parent, name="ask_parent"),
    path("parent/<str:link>/", parents.parent, name="parent"),
    path("avec/<slug:slug>/", providers.go, name="provider"),
    path("avec/<slug:slug>/retour/", providers.back, name="provider_back"),
    path("avec/<slug:slug>/sortie/", providers.left, name="provider_left"),
]
