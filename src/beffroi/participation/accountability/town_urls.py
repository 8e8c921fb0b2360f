from django.urls import path

from beffroi.participation.accountability.views import town

app_name = "decisions"
urlpatterns = [path("", town.decisions, name="all")]
