from django.urls import path

from beffroi.outreach.pages.views import widgets

app_name = "widgets"
urlpatterns = [path("<slug:kind>/", widgets.widget, name="show")]
