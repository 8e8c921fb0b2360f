"""Addresses that are the same in every language."""

from django.urls import path

from beffroi.ui import views

app_name = "ui"
urlpatterns = [
    path("look/<slug:version>-<slug:colour>.css", views.look, name="look"),
    path("look/<slug:version>-<slug:colour>.svg", views.icon, name="icon"),
    path("look/<slug:version>-<slug:colour>/<slug:kind>-<int:size>.png", views.icon_of, name="icon_of"),
    path("sw.js", views.service_worker, name="service_worker"),
]
