from django.urls import path

from beffroi.channels.mailbox import views

app_name = "mailbox"

urlpatterns = [
    path("", views.write, name="write"),
    path("merci/", views.thanks, name="thanks"),
]
