from django.urls import path

from beffroi.channels.sms import views

app_name = "sms"
urlpatterns = [path("", views.subscribe, name="subscribe")]
