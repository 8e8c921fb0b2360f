from django.urls import path

from beffroi.participation.groups.views import joining, leading, public, topics

app_name = "groups"
urlpatterns = [
    path("", public.groups, name="list"),
    path("nouveau/", joining.create, name="create"),
    path("les-miens/", joining.mine, name="mine"),
    path("invitation/<str:key>/", joining.invitation, name="invitation"),
    path("<slug:group>/", public.show, name="show"),
    path("<slug:group>/rejoindre/", joining.join, name="join"),
    path("<slug:group>/quitter/", joining.leave, name="leave"),
    path("<slug:group>/prendre-la-suite/", joining.take_over, name="take_over"),
    path("<slug:group>/membres/", public.members, name="members"),
    path("<slug:group>/membres/<int:member>/", leading.member, name="member"),
    path("<slug:group>/sous-groupe/", joining.create_inside, name="create_inside"),
    path("<slug:group>/sujets/", public.topics, name="topics"),
    path("<slug:group>/sujets/nouveau/", topics.write, name="write"),
    path("<slug:group>/sujets/<int:topic>/", topics.show, name="topic"),
    path("<slug:group>/sujets/<int:topic>/modifier/", topics.edit, name="topic_edit"),
    path("<slug:group>/sujets/<int:topic>/avancer/", topics.move, name="move"),
    path("<slug:group>/sujets/<int:topic>/copie/<int:place>/", topics.copied, name="copied"),
    path("<slug:group>/sujets/<int:topic>/<slug:deed>/", topics.do, name="topic_do"),
    path("<slug:group>/animer/", leading.lead, name="lead"),
    path("<slug:group>/animer/reglages/", leading.settings, name="settings"),
    path("<slug:group>/animer/regles/", leading.charter, name="charter"),
    path("<slug:group>/animer/inviter/", leading.invite, name="invite"),
    path("<slug:group>/animer/inviter/<int:invitation>/retirer/", leading.revoke, name="revoke"),
    path("<slug:group>/animer/demandes/<int:member>/<slug:deed>/", leading.decide, name="decide"),
    path("<slug:group>/animer/volets/", leading.add_part, name="add_part"),
    path("<slug:group>/animer/volets/<int:component>/", leading.part, name="part"),
    path("<slug:group>/animer/ailleurs/", leading.places, name="places"),
    path("<slug:group>/animer/copie.json", leading.export, name="export"),
    path("<slug:group>/animer/faire/<slug:deed>/", leading.do, name="do"),
]
