from django.urls import path

from beffroi.participation.proposals.views import lists, pages, writing

app_name = "proposals"
urlpatterns = [
    path("", lists.show, name="show"),
    path("carte/", lists.on_map, name="map"),
    path("imprimer/", lists.printed, name="print"),
    path("soutenir/", lists.support, name="support"),
    path("donnees.<slug:form>", lists.export, name="export"),
    path("ecrire/", writing.write, name="write"),
    path("ressemblantes/", writing.near, name="similar"),
    path("<int:proposal>/", pages.show, name="detail"),
    path("<int:proposal>/brouillon/", writing.draft, name="draft"),
    path("<int:proposal>/brouillon/garder/", writing.autosave, name="autosave"),
    path("<int:proposal>/modifier/", writing.edit, name="edit"),
    path("<int:proposal>/retirer/", writing.withdraw, name="withdraw"),
    path("<int:proposal>/historique/", pages.history, name="history"),
    path("<int:proposal>/auteurs/", pages.authors, name="authors"),
    path("<int:proposal>/auteurs/<int:author>/<slug:deed>/", pages.author_do, name="author_do"),
    path("<int:proposal>/changer/", pages.amend, name="amend"),
    path("<int:proposal>/changements/<int:amendment>/", pages.amendment, name="amendment"),
]
