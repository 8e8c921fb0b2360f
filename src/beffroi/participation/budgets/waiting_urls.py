from django.urls import path

from beffroi.participation.budgets.views import waiting

app_name = "budgets_waiting"
urlpatterns = [path("", waiting.index, name="index")]
