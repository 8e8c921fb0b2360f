from django.urls import path

from beffroi.participation.surveys.views import desk

app_name = "surveys_desk"
urlpatterns = [path("", desk.of_component, name="desk")]
