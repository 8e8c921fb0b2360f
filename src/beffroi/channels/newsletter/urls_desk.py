from django.urls import path

from beffroi.channels.newsletter.views import issues, letters

app_name = "newsletter_desk"
urlpatterns = [
    path("", issues.index, name="index"),
    path("nouveau/", issues.new, name="new"),
    path("arrivee/", letters.arrival, name="arrival"),
    path("<int:pk>/", issues.issue, name="issue"),
    path("<int:pk>/partie/", issues.block, name="add_block"),
    path("<int:pk>/partie/<int:block>/", issues.block, name="block"),
    path("<int:pk>/partie/<int:block>/act/", issues.block_act, name="block_act"),
    path("<int:pk>/publications/", issues.gather, name="gather"),
    path("<int:pk>/apercu/", issues.preview, name="preview"),
    path("<int:pk>/essai/", issues.trial, name="trial"),
    path("<int:pk>/envoyer/", issues.send, name="send"),
    path("<int:pk>/act/", issues.act, name="act"),
    path("lettre/<int:pk>/", letters.letter, name="letter"),
    path("lettre/<int:pk>/abonnes/", letters.subscribers, name="subscribers"),
    path("lettre/<int:pk>/abonnes/<int:subscription>/", letters.take_out, name="take_out"),
    path("lettre/<int:pk>/import/", letters.bring_in, name="import"),
]
