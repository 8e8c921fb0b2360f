from django.urls import path

from beffroi.participation.initiatives.views import desk, keying

app_name = "initiatives_team"
urlpatterns = [
    path("", desk.index, name="index"),
    path("listes/", keying.rolls, name="rolls"),
    path("listes/nouvelle/", keying.roll, name="new_roll"),
    path("listes/<int:pk>/", keying.roll, name="roll"),
    path("listes/<int:pk>/supprimer/", keying.remove_roll, name="remove_roll"),
]
