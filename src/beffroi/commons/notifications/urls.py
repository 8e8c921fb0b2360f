from django.urls import path

from beffroi.commons.notifications import views

app_name = "notifications"

urlpatterns = [
    path("", views.show_all, name="list"),
    path("lu/", views.read_all, name="read_all"),
    path("<int:pk>/", views.open_one, name="open"),
    path("reglages/", views.preferences, name="preferences"),
    path("reglages/pause/", views.pause, name="pause"),
    path("sujet/<str:subject>/", views.mute, name="mute"),
    path("arreter/<str:token>/", views.stop, name="stop"),
]
