from django.urls import path

from beffroi.participation.accountability.views import council_desk

app_name = "council_desk"
urlpatterns = [
    path("", council_desk.index, name="index"),
    path("elus/nouveau/", council_desk.representative, name="new_representative"),
    path("elus/<int:pk>/", council_desk.representative, name="representative"),
    path("elus/<int:representative>/promesses/nouvelle/", council_desk.commitment, name="new_commitment"),
    path("elus/<int:representative>/promesses/<int:pk>/", council_desk.commitment, name="commitment"),
    path("votes/nouveau/", council_desk.vote, name="new_vote"),
    path("votes/<int:pk>/", council_desk.vote, name="vote"),
]
