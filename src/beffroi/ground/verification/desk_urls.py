"""/bureau/verification/…: the team's pages."""

from django.urls import path

from beffroi.ground.verification.views import desk, desk_lists, desk_ways

app_name = "verification_desk"
urlpatterns = [
    path("", desk.index, name="index"),
    path("guichet/", desk.counter, name="counter"),
    path("guichet/<int:pk>/", desk.person, name="person"),
    path("guichet/<int:pk>/parent/", desk.paper, name="paper"),
    path("doubles/", desk.conflicts, name="conflicts"),
    path("doubles/<int:pk>/", desk.conflict, name="conflict"),
    path("courriers/", desk_lists.letters, name="letters"),
    path("courriers/imprimer/", desk_lists.print_letters, name="print"),
    path("listes/", desk_lists.rolls, name="rolls"),
    path("listes/nouvelle/", desk_lists.new_roll, name="new_roll"),
    path("listes/<int:pk>/", desk_lists.roll, name="roll"),
    path("moyens/<slug:kind>/", desk_ways.way, name="way"),
    path("fournisseurs/nouveau/", desk_ways.provider, name="new_provider"),
    path("fournisseurs/<slug:slug>/", desk_ways.provider, name="provider"),
]
