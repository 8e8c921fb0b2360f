from django.urls import path

from beffroi.participation.debates import views

app_name = "debates"
urlpatterns = [
    path("", views.show, name="show"),
    path("historique/", views.history, name="history"),
]
