from django.urls import path

from beffroi.commons.moderation.views import public

app_name = "moderation"
urlpatterns = [
    path("", public.numbers, name="index"),
    path("regles/", public.rules, name="rules"),
    path("registre/", public.register, name="register"),
    path("registre.csv", public.register_csv, name="register_csv"),
    path("signaler/<str:about>/", public.flag, name="flag"),
    path("signalements/<str:key>/", public.receipt, name="receipt"),
    path("decisions/<str:key>/", public.decision, name="decision"),
]
