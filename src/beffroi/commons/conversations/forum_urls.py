from django.urls import path

from beffroi.commons.conversations.views import forum

app_name = "forum"
urlpatterns = [
    path("", forum.index, name="index"),
    path("nouveau/", forum.new, name="new"),
    path("<int:pk>-<slug:slug>/", forum.topic, name="topic"),
    path("<int:pk>-<slug:slug>/fermer/", forum.close, name="close"),
    path("<int:pk>-<slug:slug>/rouvrir/", forum.reopen, name="reopen"),
]
