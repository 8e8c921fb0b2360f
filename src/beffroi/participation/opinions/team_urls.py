from django.urls import path

from beffroi.participation.opinions.views import desk

app_name = "opinions_team"
urlpatterns = [path("", desk.index, name="index")]
