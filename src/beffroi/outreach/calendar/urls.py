from django.urls import path

from beffroi.outreach.calendar import views

app_name = "calendar"
urlpatterns = [
    path("", views.index, name="index"),
    path("deplacer/<int:pk>/", views.move, name="move"),
    path("creneaux/", views.agreed, name="agreed"),
    path("creneaux/<int:pk>/retirer/", views.remove_slot, name="remove_slot"),
    path("abonnement/", views.subscribe, name="subscribe"),
]
