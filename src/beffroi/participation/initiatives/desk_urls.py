from django.urls import path

from beffroi.participation.initiatives.views import desk, keying

app_name = "initiatives_desk"
urlpatterns = [
    path("", desk.of_component, name="desk"),
    path("types/", desk.types, name="types"),
    path("types/nouveau/", desk.edit_type, name="new_type"),
    path("types/<int:pk>/", desk.edit_type, name="type"),
    path("types/<int:pk>/fermer/", desk.close_type, name="close_type"),
    path("<int:initiative>/", desk.show, name="one"),
    path("<int:initiative>/recevabilite/", desk.check, name="check"),
    path("<int:initiative>/reponse/", desk.answer, name="answer"),
    path("<int:initiative>/feuilles/", keying.find, name="find"),
    path("<int:initiative>/feuilles/<int:number>/", keying.sheet, name="sheet"),
    path("<int:initiative>/feuilles/<int:number>/<int:line>/reprendre/", keying.take_back, name="take_back_line"),
]
