from django.urls import path

from beffroi.participation.plans.views import public, writing

app_name = "plans"
urlpatterns = [
    path("", public.show, name="show"),
    path("fond-<int:version>.svg", public.ground, name="ground"),
    path("annotations.geojson", public.geojson, name="geojson"),
    path("annoter/", writing.write, name="write"),
    path("<int:annotation>/", public.detail, name="detail"),
    path("<int:annotation>/retirer/", writing.withdraw, name="withdraw"),
]
