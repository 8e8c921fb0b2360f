from django.urls import path

from beffroi.crossings.presence.views import public

app_name = "presence"
urlpatterns = [
    path("", public.index, name="index"),
    path("<int:pk>/", public.follow, name="follow"),
    path("<int:pk>/qr.svg", public.qr, name="qr"),
]
