from django.urls import path

from beffroi.participation.missions.views import contributing, public, volunteering

app_name = "missions"
urlpatterns = [
    path("", public.show, name="show"),
    path("<int:mission>/", public.mission, name="mission"),
    path("<int:mission>/carte/", public.on_map, name="map"),
    path("<int:mission>/participer/", contributing.send, name="send"),
    path("<int:mission>/donnees/datapackage.json", public.package, name="package"),
    path("<int:mission>/donnees/<str:file>", public.export, name="export"),
    path("<int:mission>/c/<int:contribution>/", public.contribution, name="contribution"),
    path("<int:mission>/c/<int:contribution>/modifier/", contributing.change, name="change"),
    path("<int:mission>/c/<int:contribution>/retirer/", contributing.withdraw, name="withdraw"),
    path("<int:mission>/taches/<int:task>/", volunteering.task, name="task"),
    path("<int:mission>/taches/<int:task>/agenda.ics", volunteering.calendar, name="ics"),
]
