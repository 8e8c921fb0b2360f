from django.urls import path

from beffroi.outreach.strategy.views import campaigns, plan

app_name = "strategy"
urlpatterns = [
    path("", plan.index, name="index"),
    path("nouveau/", plan.write, name="new"),
    path("<int:pk>/", plan.plan, name="plan"),
    path("<int:pk>/changer/", plan.write, name="edit"),
    path("<int:pk>/objectifs/nouveau/", plan.objective, name="new_objective"),
    path("<int:pk>/objectifs/<int:objective_pk>/", plan.objective, name="objective"),
    path("<int:pk>/<slug:sort>/nouveau/", plan.part, name="new_part"),
    path("<int:pk>/<slug:sort>/<int:part_pk>/", plan.part, name="part"),
    path("<int:pk>/<slug:sort>/<int:part_pk>/retirer/", plan.drop, name="drop"),
    path("campagnes/<int:pk>/", campaigns.campaign, name="campaign"),
    path("campagnes/<int:pk>/changer/", campaigns.write, name="edit_campaign"),
    path("campagnes/<int:pk>/clore/", campaigns.close, name="close_campaign"),
    path("<int:plan_pk>/campagnes-nouvelle/", campaigns.write, name="new_campaign"),
]
