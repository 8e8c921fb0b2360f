from django.urls import path

from beffroi.participation.reports.views import pages

app_name = "reports_town"

urlpatterns = [path("<int:report>/", pages.show, name="report")]
