from django.urls import path

from beffroi.participation.opinions.views import public

app_name = "opinions_town"
urlpatterns = [path("", public.index, name="index")]
