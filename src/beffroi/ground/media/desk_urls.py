from django.urls import path

from beffroi.ground.media import views

app_name = "media_desk"
urlpatterns = [
    path("", views.images, name="images"),
    path("<int:pk>/", views.image, name="image"),
]
