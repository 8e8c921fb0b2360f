from django.urls import path

from beffroi.participation.groups.views import desk

app_name = "groups_desk"
urlpatterns = [
    path("", desk.groups, name="list"),
    path("<int:group>/verifier/", desk.verify, name="verify"),
]
