from django.urls import path

from beffroi.outreach.pages.views import opinions, reading

app_name = "pages"
urlpatterns = [
    path("<slug:slug>/", reading.plain, name="show"),
    path("<slug:slug>/avis/", opinions.give, name="opinion"),
    path("<slug:slug>/avis/merci/", opinions.thanks, name="thanks"),
]
