from django.urls import path

from beffroi.participation.accountability.views import desk

app_name = "accountability_desk"
urlpatterns = [
    path("", desk.table, name="desk"),
    path("nouvelle/", desk.new, name="new"),
    path("<int:decision>/", desk.edit, name="edit"),
    path("<int:decision>/origines/", desk.sources, name="sources"),
    path("<int:decision>/nouvelles/", desk.news, name="news"),
    path("<int:decision>/publier/", desk.publish, name="publish"),
    path("<int:decision>/jeter/", desk.discard, name="discard"),
]
