from django.urls import path

from beffroi.sites.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("travaux/", views.jobs, name="jobs"),
    path("travaux/<int:pk>/reprendre/", views.retry, name="retry"),
    path("journal/", views.log, name="log"),
]
