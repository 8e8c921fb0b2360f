"""Addresses that the service worker knows: the same in every language."""

from django.urls import path

from beffroi.channels.webpush import views

app_name = "webpush_worker"
urlpatterns = [
    path("renew/", views.renew, name="renew"),
    path("key/", views.key, name="key"),
]
