from django.urls import path

from beffroi.outreach.calendar import views

app_name = "calendar_feed"
urlpatterns = [path("<str:token>.ics", views.feed, name="feed")]
