from django.urls import path

from beffroi.participation.debates import desk

app_name = "debates_desk"
urlpatterns = [
    path("", desk.edit, name="desk"),
    path("synthese/", desk.conclude, name="conclude"),
]
