from django.urls import path

from beffroi.participation.budgets.views import desk, desk_paper, desk_project

app_name = "budgets_desk"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("argent/", desk.money, name="money"),
    path("apporter/", desk.sources, name="sources"),
    path("essais/", desk.simulator, name="simulator"),
    path("essais/<int:simulation>/", desk.simulation, name="simulation"),
    path("vote/", desk.poll, name="poll"),
    path("vote/preparer/", desk.freeze, name="freeze"),
    path("vote/compter/", desk.count, name="count"),
    path("papier/", desk_paper.sheets, name="sheets"),
    path("papier/imprimer/", desk_paper.printed, name="print"),
    path("papier/<str:code>/", desk_paper.sheet, name="sheet"),
    path("papier/<str:code>/nul/", desk_paper.void, name="void"),
    path("<int:project>/", desk_project.study, name="study"),
    path("<int:project>/etude/<int:analysis>/", desk_project.analysis, name="analysis"),
    path("<int:project>/reprendre/", desk_project.reopen, name="reopen"),
    path("<int:project>/travaux/", desk_project.works, name="works"),
]
