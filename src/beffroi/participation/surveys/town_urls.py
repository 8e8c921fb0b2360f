from django.urls import path

from beffroi.participation.surveys.views import answering, public, results

app_name = "surveys_town"
urlpatterns = [
    path("", public.index, name="index"),
    path("<int:survey>/", public.detail, name="detail"),
    path("<int:survey>/repondre/", answering.start, name="answer"),
    path("<int:survey>/repondre/<int:page>/", answering.page, name="page"),
    path("<int:survey>/repondre/<int:page>/garder/", answering.autosave, name="autosave"),
    path("<int:survey>/verifier/", answering.check, name="check"),
    path("<int:survey>/merci/", answering.thanks, name="thanks"),
    path("<int:survey>/plus-tard/", answering.later, name="later"),
    path("<int:survey>/reprendre/", answering.resume, name="resume"),
    path("<int:survey>/autre-personne/", answering.another, name="another"),
    path("<int:survey>/retirer/", answering.take_back, name="take_back"),
    path("<int:survey>/resultats/", results.show, name="results"),
    path("<int:survey>/resultats/<int:question>/", results.texts, name="texts"),
    path("<int:survey>/resultats.<slug:form>", results.export, name="export"),
    path("<int:survey>/imprimer/", public.printed, name="print"),
    path("<int:survey>/code.svg", public.qr, name="qr"),
]
