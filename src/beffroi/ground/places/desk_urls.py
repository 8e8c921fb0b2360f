from django.urls import path

from beffroi.ground.places.views import desk

app_name = "places_desk"
urlpatterns = [
    path("", desk.index, name="index"),
    path("ajouter/", desk.add, name="add"),
    path("<int:pk>/", desk.change, name="change"),
    path("<int:pk>/retirer/", desk.remove, name="remove"),
]
