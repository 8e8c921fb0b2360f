from django.urls import path

from beffroi.kernel import views

app_name = "kernel"
urlpatterns = [
    path("health", views.health, name="health"),
    path("ready", views.ready, name="ready"),
]
