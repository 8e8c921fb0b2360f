from django.urls import path

from beffroi.sites.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("comment-ca-marche/", views.how, name="how"),
    path("registre/", views.ledger_page, name="ledger"),
]
