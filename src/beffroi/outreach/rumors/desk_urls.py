from django.urls import path

from beffroi.outreach.rumors.views import desk, dossier

app_name = "rumors_desk"
urlpatterns = [
    path("", desk.index, name="index"),
    path("nouvelle/", desk.new, name="new"),
    path("<int:pk>/", desk.show, name="show"),
    path("<int:pk>/cadre/", desk.frame, name="frame"),
    path("<int:pk>/verdict/", desk.verdict, name="verdict"),
    path("<int:pk>/relecture/", desk.ask, name="ask"),
    path("<int:pk>/clore/", desk.close, name="close"),
    path("<int:pk>/rouvrir/", desk.reopen, name="reopen"),
    path("<int:pk>/fusionner/", desk.merge, name="merge"),
    path("<int:pk>/separer/", desk.part, name="part"),
    path("<int:pk>/vue/", dossier.seen, name="seen"),
    path("<int:pk>/note/", dossier.note, name="note"),
    path("<int:pk>/sources/nouvelle/", dossier.source, name="add_source"),
    path("<int:pk>/sources/<int:source>/", dossier.source, name="source"),
    path("<int:pk>/sources/<int:source>/retirer/", dossier.drop, name="drop"),
]
