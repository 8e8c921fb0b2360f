from django.urls import path

from beffroi.participation.spaces.views.desk import calendar, components, people, processes

app_name = "spaces_desk"
urlpatterns = [
    path("", processes.processes, name="list"),
    path("nouveau/", processes.choose, name="choose"),
    path("nouveau/<slug:recipe>/", processes.create, name="create"),
    path("<int:process>/", processes.show, name="show"),
    path("<int:process>/textes/", processes.texts, name="texts"),
    path("<int:process>/faire/<slug:deed>/", processes.do, name="do"),
    path("<int:process>/copier/", processes.duplicate, name="duplicate"),
    path("<int:process>/phases/", calendar.phases, name="phases"),
    path("<int:process>/phases/<int:phase>/bilan/", calendar.result, name="result"),
    path("<int:process>/ouvertures/", calendar.openings, name="openings"),
    path("<int:process>/parties/", components.add, name="add"),
    path("<int:process>/parties/<int:component>/", components.edit, name="component"),
    path("<int:process>/parties/<int:component>/qui/", components.requirements, name="requirements"),
    path("<int:process>/parties/<int:component>/<slug:deed>/", components.do, name="component_do"),
    path("<int:process>/equipe/", people.team, name="team"),
    path("<int:process>/equipe/<int:member>/retirer/", people.leave, name="leave"),
    path("<int:process>/journal/", people.journal, name="journal"),
    path("<int:process>/journal/<int:happening>/retirer/", people.forget, name="forget"),
]
