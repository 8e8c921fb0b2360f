from django.urls import path

from beffroi.participation.opinions.views import desk, desk_data, desk_statements

app_name = "opinions_desk"
urlpatterns = [
    path("", desk.edit, name="desk"),
    path("affirmations/", desk_statements.index, name="statements"),
    path("affirmations/decider/", desk_statements.decide, name="decide"),
    path("affirmations/ajouter/", desk_statements.seed, name="seed"),
    path("affirmations/reprendre/", desk_statements.take, name="take"),
    path("affirmations/<int:number>/", desk_statements.correct, name="correct"),
    path("marche/", desk.run, name="run"),
    path("bilan/", desk.conclude, name="conclude"),
    path("donnees/", desk_data.show, name="data"),
    path("donnees/importer/", desk_data.take_files, name="import"),
    path("donnees/<str:name>", desk_data.download, name="download"),
]
