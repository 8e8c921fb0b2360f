from django.urls import path

from beffroi.outreach.origins import views

app_name = "origins_desk"
urlpatterns = [
    path("", views.index, name="index"),
    path("reglages/", views.settings, name="settings"),
    path("personnes/", views.refused, name="refused"),
    path("personnes/<int:pk>/", views.lift, name="lift"),
    path("<int:pk>/remettre/", views.put_back, name="put_back"),
    path("<int:pk>/laisser/", views.let_stand, name="let_stand"),
]
