from django.urls import path

from beffroi.participation.reports.views import alerts, figures, lists, pages, phones, questionnaires, writing

app_name = "reports_town"

urlpatterns = [
    path("", lists.town, name="index"),
    path("nouveau/", writing.town, name="new"),
    path("nouveau/details/", writing.town_details, name="details"),
    path("chiffres/", figures.show, name="figures"),
    path("hors-ligne/", writing.offline, name="offline"),
    path("alertes/", alerts.ask, name="alerts"),
    path("alertes/<str:key>/", alerts.one, name="alert"),
    path("alertes/<str:key>/fin/", alerts.end, name="end_alert"),
    path("code/<str:key>/", phones.phone, name="phone"),
    path("avis/<str:key>/", questionnaires.answer, name="questionnaire"),
    path("<int:report>/", pages.show, name="report"),
    path("<int:report>/nouvelles/", pages.tell, name="tell"),
    path("<int:report>/retirer/", pages.withdraw, name="withdraw"),
]
