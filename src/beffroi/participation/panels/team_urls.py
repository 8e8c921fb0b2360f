from django.urls import path

from beffroi.participation.panels.views import desk

app_name = "panels_team"
urlpatterns = [path("", desk.index, name="index")]
