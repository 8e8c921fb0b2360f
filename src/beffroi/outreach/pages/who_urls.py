from django.urls import path

from beffroi.outreach.pages.views import who

app_name = "who"
urlpatterns = [path("", who.index, name="index")]
