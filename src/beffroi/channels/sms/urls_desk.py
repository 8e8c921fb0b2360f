from django.urls import path

from beffroi.channels.sms import views

app_name = "sms_desk"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/again/", views.again, name="again"),
]
