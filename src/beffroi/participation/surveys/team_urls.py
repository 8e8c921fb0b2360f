from django.urls import path

from beffroi.participation.surveys.views import answers, desk, editor, figures, paper

app_name = "surveys_team"
urlpatterns = [
    path("", desk.index, name="index"),
    path("nouvelle/", desk.new, name="new"),
    path("<int:survey>/", editor.show, name="show"),
    path("<int:survey>/modele/", editor.take_recipe, name="recipe"),
    path("<int:survey>/reglages/", desk.settings, name="settings"),
    path("<int:survey>/publier/", desk.publish, name="publish"),
    path("<int:survey>/fermer/", desk.close, name="close"),
    path("<int:survey>/bilan/", desk.conclude, name="conclude"),
    path("<int:survey>/codes/", desk.codes, name="codes"),
    path("<int:survey>/pages/ajouter/", editor.add_page, name="add_page"),
    path("<int:survey>/pages/<int:page>/", editor.page, name="page"),
    path("<int:survey>/pages/<int:page>/question/", editor.choose_kind, name="choose_kind"),
    path("<int:survey>/pages/<int:page>/question/<slug:kind>/", editor.new_question, name="new_question"),
    path("<int:survey>/pages/<int:page>/condition/", editor.page_condition, name="page_condition"),
    path("<int:survey>/pages/<int:page>/<slug:deed>/", editor.page_do, name="page_do"),
    path("<int:survey>/questions/<int:question>/", editor.question, name="question"),
    path("<int:survey>/questions/<int:question>/images/", editor.pictures, name="pictures"),
    path("<int:survey>/questions/<int:question>/condition/", editor.question_condition, name="question_condition"),
    path("<int:survey>/questions/<int:question>/<slug:deed>/", editor.question_do, name="question_do"),
    path("<int:survey>/papier/", paper.key_in, name="paper"),
    path("<int:survey>/importer/", paper.take_table, name="import"),
    path("<int:survey>/reponses/", answers.index, name="answers"),
    path("<int:survey>/reponses/<int:response>/", answers.show, name="response"),
    path("<int:survey>/reponses/<int:response>/retirer/", answers.remove, name="remove"),
    path("<int:survey>/fichiers/<int:upload>/", answers.file, name="file"),
    path("<int:survey>/textes/<int:question>/", answers.texts, name="texts"),
    path("<int:survey>/textes/<int:question>/<int:text>/", answers.text_do, name="text_do"),
    path("<int:survey>/donnees.<slug:form>", answers.export, name="export"),
    path("<int:survey>/chiffres/", figures.show, name="figures"),
    path("<int:survey>/chiffres/tableau/", figures.add_cross, name="add_cross"),
    path("<int:survey>/chiffres/tableau/<int:cross>/retirer/", figures.remove_cross, name="remove_cross"),
    path("<int:survey>/chiffres/population/", figures.reference, name="reference"),
]
