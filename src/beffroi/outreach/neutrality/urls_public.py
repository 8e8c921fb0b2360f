from django.urls import path

from beffroi.outreach.neutrality import views

app_name = "tribunes"
urlpatterns = [
    path("", views.public, name="index"),
    path("<int:pk>/", views.tribune, name="show"),
    path("<int:pk>/reprendre/", views.take_back, name="take_back"),
    path("ecrire/", views.mine, name="mine"),
    path("ecrire/<str:token>/", views.write, name="write"),
]
