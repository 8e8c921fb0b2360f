from django.urls import path

from beffroi.crossings.intake import views

app_name = "intake"
urlpatterns = [
    path("attente/", views.waiting, name="waiting"),
    path("attente/<int:pk>/montrer/", views.admit, name="admit"),
    path("attente/<int:pk>/refuser/", views.refuse, name="refuse"),
    path("attente/<int:pk>/laisser/", views.set_aside, name="set_aside"),
    path("<int:heard>/", views.show, name="show"),
    path("<int:heard>/contribution/", views.contribution, name="contribution"),
    path("<int:heard>/proposition/", views.proposal, name="proposal"),
    path("<int:heard>/question/", views.question, name="question"),
    path("<int:heard>/affirmation/", views.statement, name="statement"),
    path("<int:heard>/signalement/", views.report, name="report"),
    path("<int:heard>/rumeur/", views.rumor, name="rumor"),
    path("<int:heard>/moderation/", views.case, name="case"),
]
