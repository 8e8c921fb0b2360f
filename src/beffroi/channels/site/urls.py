from django.urls import path

from beffroi.channels.site import views

app_name = "site"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>-<slug:slug>/", views.article, name="article"),
]
