from django.urls import path

from beffroi.outreach.pages.views import files

app_name = "files"
urlpatterns = [path("", files.index, name="index"), path("<slug:slug>/", files.show, name="show")]
