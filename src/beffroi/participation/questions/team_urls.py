from django.urls import path

from beffroi.participation.questions.views import addressees, desk, sorting

app_name = "questions_team"
urlpatterns = [
    path("", desk.index, name="index"),
    path("a-trier/", desk.index, {"here": "tri"}, name="to_sort"),
    path("qui-repond/", addressees.index, name="addressees"),
    path("qui-repond/nouveau/", addressees.edit, name="new"),
    path("qui-repond/conseil/", addressees.take_over, name="take_over"),
    path("qui-repond/<int:pk>/", addressees.edit, name="edit"),
    path("qui-repond/<int:pk>/fermer/", addressees.close, name="close"),
    path("<int:question>/", desk.show, name="show"),
    path("<int:question>/brouillon/", desk.draft, name="draft"),
    path("<int:question>/apercu/", desk.preview, name="preview"),
    path("<int:question>/corriger/", desk.correct, name="correct"),
    path("<int:question>/oral/", desk.spoken, name="spoken"),
    path("<int:question>/accepter/", sorting.accept, name="accept"),
    path("<int:question>/transmettre/", sorting.redirect_to, name="redirect"),
    path("<int:question>/refuser/", sorting.refuse, name="refuse"),
    path("<int:question>/fusionner/", sorting.merge, name="merge"),
    path("fusions/<int:merging>/annuler/", sorting.undo, name="undo"),
]
