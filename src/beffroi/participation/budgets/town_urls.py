from django.urls import path

from beffroi.participation.budgets.views import town

app_name = "budgets_town"
urlpatterns = [path("", town.index, name="index")]
