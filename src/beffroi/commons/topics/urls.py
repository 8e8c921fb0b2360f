from django.urls import path

from beffroi.commons.topics import views

app_name = "topics"

urlpatterns = [
    path("", views.show_all, name="list"),
    path("<slug:slug>/", views.show, name="tag"),
]
