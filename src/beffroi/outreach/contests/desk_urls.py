from django.urls import path

from beffroi.outreach.contests.views import desk

app_name = "contests_desk"
urlpatterns = [
    path("", desk.index, name="index"),
    path("nouveau/", desk.write, name="new"),
    path("<int:pk>/", desk.show, name="show"),
    path("<int:pk>/changer/", desk.write, name="edit"),
    path("<int:pk>/publier/", desk.publish, name="publish"),
    path("<int:pk>/annuler/", desk.cancel, name="cancel"),
    path("<int:pk>/participations/<int:number>/", desk.look, name="look"),
    path("<int:pk>/clore/", desk.close, name="close"),
    path("<int:pk>/tirer/", desk.decide, name="decide"),
    path("<int:pk>/gagnants/<int:number>/", desk.winner, name="winner"),
]
