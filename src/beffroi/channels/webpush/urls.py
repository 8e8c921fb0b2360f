from django.urls import path

from beffroi.channels.webpush import views

app_name = "webpush"
urlpatterns = [
    path("", views.subscribe, name="subscribe"),
    path("arreter/", views.unsubscribe, name="unsubscribe"),
]
