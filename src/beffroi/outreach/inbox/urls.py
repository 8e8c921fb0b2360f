from django.urls import path

from beffroi.outreach.inbox.views import acts, answering, arranging, listing, thread

app_name = "inbox"
urlpatterns = [
    path("", listing.index, name="index"),
    path("agir/", acts.act, name="act"),
    path("annuler/<int:pk>/", acts.undo, name="undo"),
    path("reglages/", arranging.settings, name="settings"),
    path("reglages/<str:kind>/nouveau/", arranging.edit, name="new"),
    path("reglages/<str:kind>/<int:pk>/", arranging.edit, name="edit"),
    path("reglages/<str:kind>/<int:pk>/ranger/", arranging.retire, name="retire"),
    path("reponses/<int:pk>/", arranging.saved_reply, name="saved_reply"),
    path("reponses/<int:pk>/approuver/", arranging.approve, name="approve"),
    path("<int:pk>/", thread.show, name="show"),
    path("<int:pk>/presence/", thread.presence, name="presence"),
    path("<int:pk>/note/", thread.note, name="note"),
    path("<int:pk>/repondre/", answering.reply, name="reply"),
    path("<int:pk>/repondu/", answering.by_hand, name="by_hand"),
    path("<int:pk>/reponses/<int:entry>/essayer/", answering.retry, name="retry"),
    path("<int:pk>/reponses/<int:entry>/trancher/", answering.settle, name="settle"),
    path("<int:pk>/reponses/<int:entry>/reprendre/", answering.take_back, name="take_back"),
    path("<int:pk>/reponses/<int:entry>/envoyer/", answering.let_go, name="let_go"),
]
