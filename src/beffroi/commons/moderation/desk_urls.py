from django.urls import path

from beffroi.commons.moderation.views import desk, rulebook

app_name = "moderation_desk"
urlpatterns = [
    path("", desk.queue, name="queue"),
    path("cas/<int:pk>/", desk.case, name="case"),
    path("cas/<int:pk>/prendre/", desk.take, name="take"),
    path("examiner/<str:about>/", desk.look, name="look"),
    path("decisions/", desk.decisions, name="decisions"),
    path("decisions/<int:pk>/annuler/", desk.undo, name="undo"),
    path("recours/", desk.appeals, name="appeals"),
    path("recours/<int:pk>/", desk.appeal, name="appeal"),
    path("regles/", rulebook.index, name="rules"),
    path("regles/nouvelle/", rulebook.add, name="rule_new"),
    path("regles/<int:pk>/", rulebook.change, name="rule"),
    path("regles/<int:pk>/retirer/", rulebook.withdraw, name="rule_withdraw"),
]
