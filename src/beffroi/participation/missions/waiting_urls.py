from django.urls import path

from beffroi.participation.missions.views import desk_review

app_name = "missions_waiting"
urlpatterns = [path("a-lire/", desk_review.everywhere, name="index")]
