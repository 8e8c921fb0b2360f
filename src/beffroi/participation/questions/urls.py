from django.urls import path

from beffroi.participation.questions.views import asking, lists

app_name = "questions"
urlpatterns = [
    path("", lists.show, name="show"),
    path("poser/", asking.ask, name="ask"),
    path("ressemblantes/", asking.near, name="similar"),
    path("donnees.<slug:form>", lists.export, name="export"),
]
