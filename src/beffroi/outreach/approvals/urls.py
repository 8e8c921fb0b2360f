from django.urls import path

from beffroi.outreach.approvals import views

app_name = "approvals"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/liens/<int:stage>/<int:outsider>/", views.send_again, name="send_again"),
    path("<int:pk>/liens/<int:link>/retirer/", views.revoke, name="revoke"),
    path("journal/", views.log, name="log"),
    path("modeles/", views.templates, name="templates"),
    path("delegations/", views.delegations, name="delegations"),
    path("delegations/<int:pk>/terminer/", views.end_delegation, name="end_delegation"),
    path("circuits/", views.workflows, name="workflows"),
    path("circuits/nouveau/<slug:preset>/", views.preset, name="preset"),
    path("circuits/<int:pk>/", views.workflow, name="workflow"),
    path("circuits/<int:pk>/supprimer/", views.delete_workflow, name="delete_workflow"),
    path("circuits/<int:pk>/etapes/nouvelle/", views.step, name="new_step"),
    path("circuits/<int:pk>/etapes/<int:step>/", views.step, name="step"),
    path("circuits/<int:pk>/etapes/<int:step>/<slug:act>/", views.step_act, name="step_act"),
    path("sans-compte/nouveau/", views.outsider, name="new_outsider"),
    path("sans-compte/<int:pk>/", views.outsider, name="outsider"),
]
