from django.urls import path

from beffroi.outreach.alerts.views import public, subscribe

app_name = "alerts"
urlpatterns = [
    path("", public.index, name="index"),
    path("<int:pk>/", public.show, name="show"),
    path("abonnement/", subscribe.subscribe, name="subscribe"),
    path("abonnement/envoye/", subscribe.sent, name="sent"),
    path("abonnement/appareil/", subscribe.device, name="device"),
    path("abonnement/code/<str:token>/", subscribe.code, name="code"),
    path("abonnement/confirmer/<str:token>/", subscribe.confirm, name="confirm"),
    path("abonnement/choix/<str:token>/", subscribe.manage, name="manage"),
    path("abonnement/stop/<str:token>/", subscribe.stop, name="stop"),
]
