"""/vie-privee/: what everybody may read about personal data."""

from django.urls import path

from beffroi.commons.privacy.views import register

app_name = "privacy_public"
urlpatterns = [
    path("registre/", register.register, name="register"),
    path("registre.json", register.register_json, name="register_json"),
    path("registre.csv", register.register_csv, name="register_csv"),
]
