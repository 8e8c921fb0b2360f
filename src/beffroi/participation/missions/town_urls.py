from django.urls import path

from beffroi.participation.missions.views import town

app_name = "missions_town"
urlpatterns = [
    path("", town.index, name="index"),
    path("les-miennes/", town.mine, name="mine"),
]
