from django.urls import path

from beffroi.crossings.intake import views

app_name = "said_elsewhere"
urlpatterns = [path("<slug:process>/", views.said, name="process")]
