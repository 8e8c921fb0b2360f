from django.urls import path

from beffroi.outreach.rumors.views import public

app_name = "rumors"
urlpatterns = [
    path("", public.index, name="index"),
    path("signaler/", public.report, name="report"),
    path("demande/<str:key>/", public.asked, name="asked"),
    path("<int:pk>/", public.show, name="show"),
]
