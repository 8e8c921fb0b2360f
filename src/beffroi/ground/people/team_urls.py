"""The desk's pages about people."""

from django.urls import path

from beffroi.ground.people.views import team

app_name = "people_team"
urlpatterns = [
    path("", team.index, name="index"),
    path("<int:pk>/", team.person, name="person"),
    path("<int:pk>/roles/donner/", team.give, name="give"),
    path("<int:pk>/roles/retirer/", team.take, name="take"),
    path("<int:pk>/adresse/", team.address, name="address"),
    path("<int:pk>/representer/", team.represent, name="represent"),
    path("inscrire/", team.register, name="register"),
    path("representations/", team.representations, name="representations"),
    path("representations/finir/", team.represent_end, name="represent_end"),
    path("representations/<int:pk>/", team.representation, name="representation"),
]
