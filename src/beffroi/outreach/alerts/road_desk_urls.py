from django.urls import path

from beffroi.outreach.alerts.views import desk_roads

app_name = "roads_desk"
urlpatterns = [
    path("", desk_roads.index, name="index"),
    path("nouveau/", desk_roads.new, name="new"),
    path("<int:pk>/", desk_roads.edit, name="edit"),
    path("<int:pk>/retirer/", desk_roads.withdraw, name="withdraw"),
    path("<int:pk>/annoncer/", desk_roads.announce, name="announce"),
]
