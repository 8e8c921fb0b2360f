from django.urls import path

from beffroi.participation.votes.views import desk

app_name = "votes_team"
urlpatterns = [path("", desk.index, name="index")]
