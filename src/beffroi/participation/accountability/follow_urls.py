from django.urls import path

from beffroi.participation.accountability.views import follow

app_name = "decisions_desk"
urlpatterns = [
    path("", follow.all_decisions, name="all"),
    path("en-retard/", follow.late, name="late"),
]
