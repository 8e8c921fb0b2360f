from django.urls import path

from beffroi.participation.plans.views import desk

app_name = "plans_desk"
urlpatterns = [
    path("", desk.annotations, name="desk"),
    path("<int:annotation>/", desk.answer, name="answer"),
    path("dessin/", desk.edit, name="edit"),
]
