from django.urls import path

from beffroi.outreach.pages.views import asking, reading

app_name = "services"
urlpatterns = [
    path("", reading.services, name="index"),
    path("<slug:slug>/", reading.service, name="show"),
    path("<slug:slug>/demande/", asking.ask, name="ask"),
    path("<slug:slug>/demande/merci/", asking.sent, name="sent"),
]
