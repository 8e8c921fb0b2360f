from django.urls import path

from beffroi.participation.ballots.views import booths, holders, pages

app_name = "ballots"
urlpatterns = [
    path("code/", pages.integrity, name="integrity"),
    path("<str:election>/", pages.show, name="show"),
    path("<str:election>/verifier/", pages.verify, name="verify"),
    path("<str:election>/urne.bel", pages.archive, name="archive"),
    path("<str:election>/regles.json", pages.frozen, name="frozen"),
    path("<str:election>/resultat.json", pages.result, name="result"),
    path("<str:election>/election.json", pages.raw, {"part": "election_raw"}, name="election_json"),
    path("<str:election>/trustees.json", pages.raw, {"part": "trustees_raw"}, name="trustees_json"),
    path("<str:election>/public_creds.json", pages.raw, {"part": "credentials_raw"}, name="credentials_json"),
    path("<str:election>/voter/", booths.booth, name="booth"),
    path("<str:election>/envoyer/", booths.send, name="send"),
    path("<str:election>/mon-code/", booths.hand_out, name="hand_out"),
    path("<str:election>/isoloir.html", booths.offline, name="offline"),
    path("<str:election>/cle/<int:trustee>/<slug:token>/", holders.trustee, name="trustee"),
    path("<str:election>/registre/<slug:token>/", holders.registrar, name="registrar"),
    path("<str:election>/registre/<slug:token>/liste.json", holders.roll, name="registrar_roll"),
    path("<str:election>/registre/<slug:token>/papier.txt", holders.on_paper, name="registrar_paper"),
]
