from django.urls import path

from beffroi.participation.reports.views import lists, writing

app_name = "reports"

urlpatterns = [
    path("", lists.show, name="show"),
    path("nouveau/", writing.new, name="new"),
    path("nouveau/details/", writing.details, name="details"),
]
