from django.urls import path

from beffroi.participation.resources.views import desk

app_name = "resources_desk"
urlpatterns = [
    path("", desk.table, name="desk"),
    path("ajouter/<slug:kind>/", desk.add, name="add"),
    path("glossaire/", desk.term, name="new_term"),
    path("glossaire/<int:term>/", desk.term, name="term"),
    path("glossaire/<int:term>/retirer/", desk.forget, name="forget_term"),
    path("<int:resource>/", desk.edit, name="edit"),
    path("<int:resource>/<slug:deed>/", desk.do, name="do"),
]
