"""/compte/verification/…: showing who one is."""

from django.urls import path

from beffroi.ground.verification.views import mine

app_name = "verification"
urlpatterns = [
    path("", mine.index, name="mine"),
]
