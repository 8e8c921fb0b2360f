from django.urls import path

from beffroi.participation.open311.views import desk

app_name = "open311_desk"
urlpatterns = [
    path("", desk.keys, name="keys"),
    path("nouvelle/", desk.new, name="new"),
    path("<int:pk>/", desk.change, name="change"),
    path("<int:pk>/revoquer/", desk.revoke, name="revoke"),
    path("a-lire/", desk.held, name="held"),
    path("a-lire/<int:pk>/", desk.decide, name="decide"),
]
