from django.urls import path

from beffroi.participation.initiatives.views import lists, pages, sheets, signing, writing

app_name = "initiatives"
urlpatterns = [
    path("", lists.show, name="show"),
    path("commencer/", writing.start, name="start"),
    path("donnees.<slug:form>", lists.export, name="export"),
    path("<int:initiative>/", pages.show, name="detail"),
    path("<int:initiative>/signer/", signing.sign, name="sign"),
    path("<int:initiative>/ma-signature/", signing.take_back, name="take_back"),
    path("<int:initiative>/modifier/", writing.edit, name="edit"),
    path("<int:initiative>/comite/", writing.committee, name="committee"),
    path("<int:initiative>/comite/<int:member>/<slug:deed>/", writing.member_do, name="member_do"),
    path("<int:initiative>/envoyer/", writing.submit, name="submit"),
    path("<int:initiative>/retirer/", writing.withdraw, name="withdraw"),
    path("<int:initiative>/supprimer/", writing.delete, name="delete"),
    path("<int:initiative>/feuilles/", sheets.sheets, name="sheets"),
    path("<int:initiative>/feuilles/<int:first>-<int:last>/", sheets.printed, name="print"),
    path("<int:initiative>/feuilles/<int:number>.svg", sheets.code, name="code"),
]
