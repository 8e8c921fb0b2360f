from django.urls import path

from beffroi.participation.questions.views import desk

app_name = "questions_desk"
urlpatterns = [path("", desk.of_component, name="desk")]
