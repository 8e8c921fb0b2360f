from django.urls import path

from beffroi.ground.places.views import desk

app_name = "places_desk"
urlpatterns = [
    path("", desk.index, name="index"),
    path("ajouter/", desk.add, name="add"),
    path("<int:pk>/", desk.change, name="change"),
    path("<int:pk>/retirer/", desk.remove, name="remove"),
    path("territoire/", desk.territory, name="territory"),
    path("territoire/quartiers/<int:pk>/", desk.change_district, name="change_district"),
    path("territoire/quartiers/<int:pk>/retirer/", desk.remove_district, name="remove_district"),
    path("territoire/couches/<slug:kind>/retirer/", desk.remove_layer, name="remove_layer"),
]
