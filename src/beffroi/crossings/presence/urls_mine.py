from django.urls import path

from beffroi.crossings.presence.views import mine

app_name = "linked"
urlpatterns = [
    path("", mine.index, name="index"),
    path("mastodon/", mine.oauth, name="oauth"),
    path("mastodon/retour/", mine.back, name="back"),
    path("profil/", mine.profile, name="profile"),
    path("code/", mine.code, name="code"),
    path("<int:pk>/", mine.linked, name="linked"),
    path("ma-page-d-elu/", mine.official, name="official"),
]
