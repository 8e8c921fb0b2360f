from django.urls import path

from beffroi.participation.panels.views import joining, public

app_name = "panels"
urlpatterns = [
    path("", public.show, name="show"),
    path("participer/", joining.volunteer, name="join"),
    path("tirage/", public.draw, name="draw"),
    path("tirage/tirage.json", public.result_file, name="result"),
    path("tirage/quotas.csv", public.quotas_file, name="quotas"),
]
