from django.urls import path

from beffroi.outreach.pages.views import stories

app_name = "stories"
urlpatterns = [
    path("", stories.index, name="index"),
    path("parcours/<slug:slug>/", stories.trail, name="trail"),
    path("<slug:slug>/", stories.show, name="show"),
]
