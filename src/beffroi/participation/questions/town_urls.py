from django.urls import path

from beffroi.participation.questions.views import asking, lists, pages

app_name = "questions_town"
urlpatterns = [
    path("", lists.town, name="index"),
    path("poser/", asking.town, name="ask"),
    path("ressemblantes/", asking.town_near, name="similar"),
    path("qui-repond/", lists.who, name="who"),
    path("a/<slug:slug>/", lists.addressee, name="addressee"),
    path("donnees.<slug:form>", lists.town_export, name="export"),
    path("<int:question>/", pages.show, name="detail"),
    path("<int:question>/retirer/", asking.withdraw, name="withdraw"),
    path("<int:question>/reposer/", asking.again, name="again"),
    path("<int:question>/avis/", asking.judge, name="judge"),
]
