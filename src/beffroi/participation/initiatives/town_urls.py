from django.urls import path

from beffroi.participation.initiatives.views import lists, sheets

app_name = "initiatives_town"
urlpatterns = [
    path("", lists.town, name="index"),
    path("donnees.<slug:form>", lists.town_export, name="export"),
    path("<int:initiative>/f<int:number>/", sheets.found, name="sheet"),
]
