from django.urls import path

from beffroi.outreach.neutrality import views

app_name = "neutrality"
urlpatterns = [
    path("", views.index, name="index"),
    path("reglages/", views.settings, name="settings"),
    path("elections/nouvelle/", views.election, name="new_election"),
    path("elections/<int:pk>/", views.election, name="election"),
    path("elections/<int:pk>/supprimer/", views.delete_election, name="delete_election"),
    path("opposition/", views.groups, name="groups"),
    path("opposition/groupes/nouveau/", views.group, name="new_group"),
    path("opposition/groupes/<int:pk>/", views.group, name="group"),
    path("opposition/groupes/<int:pk>/membres/nouveau/", views.member, name="new_member"),
    path("opposition/groupes/<int:pk>/membres/<int:member>/", views.member, name="member"),
    path("opposition/groupes/<int:pk>/membres/<int:member>/lien/<slug:act>/", views.member_link, name="member_link"),
    path("opposition/groupes/<int:pk>/espaces/nouveau/", views.rule, name="new_rule"),
    path("opposition/groupes/<int:pk>/espaces/<int:rule>/", views.rule, name="rule"),
    path("opposition/textes/<int:pk>/retenir/", views.hold, name="hold"),
    path("opposition/textes/<int:pk>/laisser-paraitre/", views.release, name="release"),
]
