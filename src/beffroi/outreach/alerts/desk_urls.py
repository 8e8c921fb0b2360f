from django.urls import path

from beffroi.outreach.alerts.views import desk, desk_pending, desk_settings, feeds

app_name = "alerts_desk"
urlpatterns = [
    path("", desk.index, name="index"),
    path("nouvelle/", desk.choose, name="choose"),
    path("nouvelle/<slug:hazard>/", desk.new, name="new"),
    path("mots/", desk_settings.words, name="words"),
    path("mots/<slug:hazard>/", desk_settings.words_of, name="words_of"),
    path("mots/<slug:hazard>/approuver/", desk_settings.approve_words, name="approve_words"),
    path("reglages/", desk_settings.settings, name="settings"),
    path("reglages/<slug:kind>/", desk_settings.source, name="source"),
    path("reglages/<slug:kind>/verifier/", desk_settings.check, name="check"),
    path("<int:pk>/", desk.show, name="show"),
    path("<int:pk>/modifier/", desk.edit, name="edit"),
    path("<int:pk>/demander/", desk.ask, name="ask"),
    path("<int:pk>/reprendre/", desk.take_back, name="take_back"),
    path("<int:pk>/emettre/", desk.issue, name="issue"),
    path("<int:pk>/actualiser/", desk.update, name="update"),
    path("<int:pk>/fin/", desk.end, {"how": "fin"}, name="clear"),
    path("<int:pk>/annuler/", desk.end, {"how": "annuler"}, name="cancel"),
    path("<int:pk>/message/", desk_pending.read, name="pending"),
    path("<int:pk>/message/jeter/", desk_pending.give_back, name="give_back"),
    path("<int:pk>/supprimer/", desk.drop, name="drop"),
    path("<int:pk>/envois/<int:number>/renvoyer/", desk.resend, name="resend"),
    path("<int:pk>/cap-<int:number>.xml", feeds.cap_desk, name="cap"),
]
