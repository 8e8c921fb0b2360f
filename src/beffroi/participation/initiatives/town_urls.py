from django.urls import path

from beffroi.participation.initiatives.views import feeds, lists, sheets

app_name = "initiatives_town"
urlpatterns = [
    path("", lists.town, name="index"),
    path("flux.atom", feeds.atom, name="atom"),
    path("donnees.<slug:form>", lists.town_export, name="export"),
    path("<int:initiative>/f<int:number>/", sheets.found, name="sheet"),
]
