"""/compte/mes-donnees/: one's own data."""

from django.urls import path

from beffroi.commons.privacy.views import mine

app_name = "privacy"
urlpatterns = [
    path("", mine.mine, name="mine"),
    path("telecharger/", mine.download, name="download"),
    path("telecharger/<int:pk>/", mine.fetch, name="fetch"),
    path("effacer/", mine.erase, name="erase"),
    path("rester/", mine.stay, name="stay"),
    path("accord/<str:kind>/", mine.consent, name="consent"),
]
