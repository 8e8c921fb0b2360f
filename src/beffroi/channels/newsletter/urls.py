from django.urls import path

from beffroi.channels.newsletter.views import public, reader

app_name = "newsletter"
urlpatterns = [
    path("", public.index, name="index"),
    path("inscription/", reader.subscribe, name="subscribe"),
    path("confirmer/<str:token>/", reader.confirm, name="confirm"),
    path("reglages/<str:token>/", reader.choose, name="choose"),
    path("quitter/<str:token>/", reader.leave, name="leave"),
    path("image/<int:pk>.jpg", public.picture, name="picture"),
    path("<slug:slug>/", public.letter, name="letter"),
    path("<slug:slug>/atom.xml", public.feed, name="feed"),
    path("<slug:slug>/<int:pk>/", public.issue, name="issue"),
]
