from django.urls import path

from beffroi.participation.ballots.views import booths, holders, pages

app_name = "ballots"
urlpatterns = [
    path("code/", pages.integrity, name="integrity"),
    path("<slug:election>/", pages.show, name="show"),
    path("<slug:election>/verifier/", pages.verify, name="verify"),
    path("<slug:election>/urne.bel", pages.archive, name="archive"),
    path("<slug:election>/regles.json", pages.frozen, name="frozen"),
    path("<slug:election>/resultat.json", pages.result, name="result"),
    path("<slug:election>/election.json", pages.raw, {"part": "election_raw"}, name="election_json"),
    path("<slug:election>/trustees.json", pages.raw, {"part": "trustees_raw"}, name="trustees_json"),
    path("<slug:election>/public_creds.json", pages.raw, {"part": "credentials_raw"}, name="credentials_json"),
    path("<slug:election>/voter/", booths.booth, name="booth"),
    path("<slug:election>/envoyer/", booths.send, name="send"),
    path("<slug:election>/mon-code/", booths.hand_out, name="hand_out"),
    path("<slug:election>/isoloir.html", booths.offline, name="offline"),
    path("<slug:election>/cle/<int:trustee>/<slug:token>/", holders.trustee, name="trustee"),
    path("<slug:election>/registre/<slug:token>/", holders.registrar, name="registrar"),
    path("<slug:election>/registre/<slug:token>/liste.json", holders.roll, name="registrar_roll"),
    path("<slug:election>/registre/<slug:token>/papier.txt", holders.on_paper, name="registrar_paper"),
]
