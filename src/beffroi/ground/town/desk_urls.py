from django.urls import path

from beffroi.ground.town.views import desk

app_name = "town_desk"
urlpatterns = [
    path("", desk.index, name="index"),
    path("dates/", desk.days, name="days"),
    path("dates/<int:pk>/retirer/", desk.remove_day, name="remove_day"),
    path("<slug:kind>/", desk.section, name="section"),
]
