from django.urls import path

from beffroi.participation.resources.views import public

app_name = "resources"
urlpatterns = [path("", public.show, name="show")]
