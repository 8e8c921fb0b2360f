from django.urls import path

from beffroi.participation.reports.views import desk, rounds, ways

app_name = "reports_team"

urlpatterns = [
    path("", desk.index, name="index"),
    path("<int:report>/", desk.show, name="report"),
    path("<int:report>/reponse/", desk.answer, name="answer"),
    path("<int:report>/tri/", desk.sort, name="sort"),
    path("<int:report>/correction/", desk.edit, name="edit"),
    path("<int:report>/photos/<int:photo>/", desk.photo, name="photo"),
    path("tournee/", rounds.show, name="round"),
    path("tournee/ajout/", rounds.add, name="add_stops"),
    path("tournee/<int:stop>/", rounds.tick, name="tick"),
    path("envois/", ways.stuck, name="sendings"),
    path("envois/<int:pk>/", ways.retry, name="retry"),
    path("reglages/", ways.index, name="ways"),
    path("reglages/habituelles/", ways.usual, name="usual"),
    path("reglages/categorie/", ways.category, name="new_category"),
    path("reglages/categorie/<int:pk>/", ways.category, name="category"),
    path("reglages/service/", ways.service, name="new_service"),
    path("reglages/service/<int:pk>/", ways.service, name="service"),
    path("reglages/reponse/", ways.template, name="new_template"),
    path("reglages/reponse/<int:pk>/", ways.template, name="template"),
    path("reglages/<str:sort>/<int:pk>/ouverture/", ways.close, name="close"),
    path("reglages/chemin/", ways.route, name="route"),
    path("reglages/chemin/<int:pk>/", ways.remove_route, name="remove_route"),
]
