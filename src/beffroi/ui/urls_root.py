"""Addresses that are the same in every language."""

from django.urls import path

from beffroi.ui import views

app_name = "ui"
urlpatterns = [
    path("look/<slug:version>-<slug:colour>.css", views.look, name="look"),
    path("sw.js", views.service_worker, name="service_worker"),
]
