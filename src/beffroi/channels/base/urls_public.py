from django.urls import path

from beffroi.channels.base.views import accounts

app_name = "channel_register"
urlpatterns = [path("", accounts.register, name="register")]
