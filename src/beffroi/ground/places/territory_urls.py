from django.urls import path

from beffroi.ground.places.views import territory

app_name = "territory"
urlpatterns = [
    path("", territory.index, name="index"),
    path("quartiers/<int:pk>/", territory.change_district, name="change_district"),
    path("quartiers/<int:pk>/retirer/", territory.remove_district, name="remove_district"),
    path("couches/<slug:kind>/retirer/", territory.remove_layer, name="remove_layer"),
]
