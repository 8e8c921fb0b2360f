from django.urls import path

from beffroi.commons.conversations.views import messages

app_name = "conversations"
urlpatterns = [
    path("ecrire/<str:about>/", messages.write, name="write"),
    path("<int:pk>/", messages.show, name="message"),
    path("<int:pk>/repondre/", messages.reply, name="reply"),
    path("<int:pk>/modifier/", messages.edit, name="edit"),
    path("<int:pk>/retirer/", messages.remove, name="remove"),
    path("<int:pk>/versions/", messages.versions, name="versions"),
]
