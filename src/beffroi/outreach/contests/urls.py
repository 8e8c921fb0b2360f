from django.urls import path

from beffroi.outreach.contests.views import public

app_name = "contests"
urlpatterns = [
    path("", public.index, name="index"),
    path("<slug:slug>/", public.show, name="show"),
    path("<slug:slug>/reglement/", public.rules, name="rules"),
    path("<slug:slug>/participer/", public.enter, name="enter"),
    path("<slug:slug>/ma-participation/", public.mine, name="mine"),
    path("<slug:slug>/tirage.json", public.draw, name="draw"),
]
