from django.urls import path

from beffroi.outreach.links import views

app_name = "links"
urlpatterns = [path("<slug:slug>", views.follow, name="follow")]
