from django.urls import path

from beffroi.participation.panels.views import desk, draw, entering, letters, quotas, seats

app_name = "panels_desk"
urlpatterns = [
    path("", desk.show, name="desk"),
    path("mandat/", desk.mandate, name="mandate"),
    path("quotas/", quotas.show, name="quotas"),
    path("quotas/proposer/", quotas.suggest, name="suggest"),
    path("questions/nouvelle/", quotas.feature, name="new_feature"),
    path("questions/<int:pk>/", quotas.feature, name="feature"),
    path("questions/<int:pk>/supprimer/", quotas.remove, name="remove_feature"),
    path("lettres/", letters.show, name="letters"),
    path("lettres/<int:first>-<int:last>/", letters.printed, name="print"),
    path("reponses/", entering.show, name="entering"),
    path("reponses/sans-lettre/", entering.without_letter, name="enter_without"),
    path("reponses/<int:number>/", entering.one, name="enter"),
    path("tirage/", draw.show, name="draw"),
    path("tirage/<slug:deed>/", draw.do, name="do"),
    path("tirage/fichiers/personnes.csv", draw.people_file, name="people"),
    path("places/", seats.show, name="seats"),
    path("places/lettres/", seats.printed, name="seat_letters"),
    path("places/membres.csv", seats.export, name="members"),
    path("places/<int:pk>/<slug:deed>/", seats.do, name="seat_do"),
]
