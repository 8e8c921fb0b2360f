from django.urls import path

from beffroi.participation.accountability.views import town

app_name = "representatives"
urlpatterns = [path("<slug:slug>/", town.representative, name="show")]
