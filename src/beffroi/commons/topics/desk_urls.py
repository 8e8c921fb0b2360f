from django.urls import path

from beffroi.commons.topics import desk_views as views

app_name = "topics_desk"

urlpatterns = [
    path("", views.show_all, name="list"),
    path("<int:pk>/", views.edit, name="edit"),
    path("<int:pk>/fusionner/", views.merge, name="merge"),
]
