from django.urls import path

from beffroi.participation.surveys.views import public

app_name = "surveys"
urlpatterns = [path("", public.show, name="show")]
