from django.urls import path

from beffroi.outreach.alerts.views import roads

app_name = "roads"
urlpatterns = [path("", roads.index, name="index"), path("<int:pk>/", roads.show, name="show")]
