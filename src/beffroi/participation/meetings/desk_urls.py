from django.urls import path

from beffroi.participation.meetings.views import after, desk, door, hosting, registrations

app_name = "meetings_desk"
urlpatterns = [
    path("", desk.table, name="desk"),
    path("ajouter/", desk.add, name="add"),
    path("<int:meeting>/", desk.edit, name="edit"),
    path("<int:meeting>/questions/", desk.asks, name="asks"),
    path("<int:meeting>/etat/<slug:deed>/", desk.do, name="do"),
    path("<int:meeting>/repeter/", desk.repeat, name="repeat"),
    path("<int:meeting>/inscrits/", registrations.table, name="registrations"),
    path("<int:meeting>/inscrits/liste.csv", registrations.export, name="export"),
    path("<int:meeting>/inscrits/<int:registration>/annuler/", registrations.give_back, name="give_back"),
    path("<int:meeting>/accueil/", door.door, name="door"),
    path("<int:meeting>/accueil/envoyer/", door.sync, name="sync"),
    path("<int:meeting>/direct/", hosting.host, name="host"),
    path("<int:meeting>/direct/liste/", hosting.host_list, name="host_list"),
    path("<int:meeting>/direct/<int:question>/", hosting.move, name="move"),
    path("<int:meeting>/apres/", after.minutes, name="minutes"),
    path("<int:meeting>/apres/lier/", after.link, name="link"),
]
