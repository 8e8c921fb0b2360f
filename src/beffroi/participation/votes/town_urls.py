from django.urls import path

from beffroi.participation.votes.views import public

app_name = "votes_town"
urlpatterns = [
    path("", public.index, name="index"),
    path("comment-on-compte/", public.all_rules, name="rules"),
    path("comment-on-compte/<slug:rule>/", public.rule, name="rule"),
]
