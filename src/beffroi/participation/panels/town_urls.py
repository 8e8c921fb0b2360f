from django.urls import path

from beffroi.participation.panels.views import joining, public

app_name = "panels_town"
urlpatterns = [
    path("", public.town, name="index"),
    path("comment/", public.how, name="how"),
    path("code/", joining.code, name="code"),
    path("i/<str:code>/", joining.mine, name="mine"),
]
