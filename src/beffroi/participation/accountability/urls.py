from django.urls import path

from beffroi.participation.accountability.views import pages

app_name = "accountability"
urlpatterns = [
    path("", pages.show, name="show"),
    path("<int:decision>/", pages.item, name="item"),
    path("<int:decision>/historique/", pages.history, name="history"),
    path("<int:decision>/promesse/", pages.promise, name="promise"),
]
