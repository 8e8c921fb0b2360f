from django.urls import path

from beffroi.commons.promises import views

app_name = "promises"

urlpatterns = [path("", views.show, name="page")]
