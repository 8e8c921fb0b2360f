from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile as Upload
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from beffroi.engines.lottery.result import wrong_inside
from beffroi.ground.people.testing import sign_in
from beffroi.kernel.subjects import subject_kinds
from beffroi.participation.panels import actions
from beffroi.participation.panels.models import Candidate, Invitation, Panel, Seat
from beffroi.participation.spaces import actions as spaces
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.types import component_types
from beffroi.ui.desk import desk_tasks

YES = {
    "deed": "join",
    "q-votre-age": "jeunes",
    "q-vous-etes": "-",
    "name": "Zoé Martin",
    "email": "zoe@example.org",
    "needs": ["access"],
    "agrees": "on",
}


def base_of(panel):
    return f"/p/{panel.component.process.slug}/panels/{panel.component_id}/"


def desk_of(panel):
    return f"/bureau/p/{panel.component.process_id}/panels/{panel.component_id}/"


def test_a_letter_is_answered_online(panel, letters, client):
    assert "Saisir mon code" in client.get(base_of(panel)).content.decode()
    code = letters[0].letter["code"]
    assert client.post("/panels/code/", {"code": "KKKK"}).status_code == 422
    assert client.post("/panels/code/", {"code": "K7MQ2XPF9TRB"}).status_code == 422
    mine = client.post("/panels/code/", {"code": code.lower().replace("-", " ")})["Location"]
    page = client.get(mine)
    assert "no-store" in page["Cache-Control"] or "private" in page["Cache-Control"]
    assert "Voulez-vous participer" in page.content.decode()
    refused = client.post(mine, YES | {"agrees": "", "name": ""})
    assert refused.status_code == 422
    assert "zoe@example.org" in refused.content.decode()  # what was typed stays
    assert client.post(mine, YES).status_code == 302
    row = Candidate.objects.get()
    assert (row.answers, row.contact["name"]) == ({"votre-age": "jeunes"}, "Zoé Martin")
    page = client.get(mine).content.decode()
    assert row.pseudonym in page
    assert "Je préfère ne pas dire" in page
    assert 'value="zoe@example.org"' in client.get(f"{mine}?modifier").content.decode()
    client.post(mine, {"deed": "leave"})
    assert not Candidate.objects.exists()
    assert "Vous avez décliné" in client.get(mine).content.decode()  # she may still change her mind


def test_codes_cannot_be_tried_for_long(panel, letters, client):
    answers = [client.post("/panels/code/", {"code": f"K7MQ2XPF9T{a}{b}"}) for a in "RSTUV" for b in "23456"]
    assert "Nous ne connaissons pas" in answers[0].content.decode()
    assert "Nous ne connaissons pas" not in answers[-1].content.decode()
    assert client.get("/panels/i/K7MQ2XPF9TRB/").status_code == 403  # nor in the address


def test_a_volunteer_signs_up_with_and_without_an_account(panel, alice, client):
    base = base_of(panel)
    visitor = {key: value for key, value in YES.items() if key != "email"}
    answer = client.post(f"{base}participer/", visitor)
    assert answer.status_code == 302
    assert not Candidate.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM people_waitingact")
        assert all("Zoé" not in str(row[0]) for row in cursor.fetchall())
    sign_in(client, alice)
    mine = client.post(f"{base}participer/", YES | {"email": alice.email})["Location"]
    assert mine.startswith("/panels/i/")
    assert client.get(f"{base}participer/")["Location"] == mine
    panel = actions.save_mandate(panel=panel, person=None, fields={"takes_volunteers": False}, at=panel.created_at)
    assert Client().post(f"{base}participer/", visitor).status_code == 403


def test_the_team_prepares_a_panel_by_forms_alone(component, manager, bob, at):
    panel = Panel.objects.select_related("component__process").get(component=component)
    desk, team = desk_of(panel), Client()
    sign_in(team, manager)
    assert "Écrire le mandat" in team.get(desk).content.decode()
    words = {"mandate": "Que faire ?", "size": 3, "method": "stratified", "answer_days": 7, "keep_days": 30, "takes_volunteers": "on"}
    assert team.post(f"{desk}mandat/", words | {"size": 1}).status_code == 422
    assert team.post(f"{desk}mandat/", words).status_code == 302
    assert "16 à 29 ans" in team.get(f"{desk}questions/nouvelle/?modele=age").content.decode()
    for wrong in ("Une seule", "A ; x\nB", "A\na", "A ; 101\nB"):
        assert team.post(f"{desk}questions/nouvelle/", {"question": "Âge", "lines": wrong}).status_code == 422, wrong
    assert team.post(f"{desk}questions/nouvelle/", {"question": "Âge", "lines": "Jeunes ; 33,3\nAînés ; 66,7"}).status_code == 302
    young, old = panel.features.get().values.all()
    assert (young.least, young.most, old.least, old.most) == (0, 2, 1, 3)
    sums = {f"least-{young.pk}": 2, f"most-{young.pk}": 3, f"least-{old.pk}": 2, f"most-{old.pk}": 3}
    page = team.post(f"{desk}quotas/", sums, follow=True).content.decode()
    assert "ne peuvent pas être respectés" in page
    assert "font 4 en tout" in page
    assert team.post(f"{desk}quotas/", sums | {f"most-{young.pk}": 1}).status_code == 422
    team.post(f"{desk}quotas/proposer/")
    file = "Nom;Adresse\n" + "".join(f"Personne {n};{n} rue Haute\n" for n in range(9))
    wanted = {"how_many": 5, "origin": "file", "source": "Liste d’essai"}
    assert team.post(f"{desk}lettres/", wanted).status_code == 422
    assert team.post(f"{desk}lettres/", wanted | {"file": Upload("l.csv", file.encode("cp1252"))}).status_code == 302
    letter = Invitation.objects.order_by("number").first()
    page = team.get(f"{desk}lettres/1-5/").content.decode()
    assert letter.letter["code"] in page
    assert page.count("<svg") >= 5
    helper = Client()
    sign_in(helper, bob)
    assert helper.get(f"{desk}lettres/").status_code == 403
    found = helper.post(f"{desk}reponses/", {"code": letter.letter["code"]})["Location"]
    entered = helper.post(found, {"way": "paper", "q-age": "jeunes", "name": "Lucien", "agrees": "on"})
    assert entered.status_code == 302
    assert Candidate.objects.get().way == "paper"
    assert helper.post(f"{desk}reponses/", {"code": "1"}).status_code == 422  # answered already
    helper.post(f"{desk}reponses/2/", {"decline": "1"})
    assert Invitation.objects.get(number=2).letter == {}
    assert "1 personnes sont inscrites" in team.get(f"{desk}tirage/").content.decode()
    assert team.post(f"{desk}tirage/fermer/", follow=True).status_code == 200
    panel.refresh_from_db()
    assert panel.state == "open"


def test_from_the_closed_list_to_the_report_by_forms_alone(full, manager, at):
    desk, base, team, public = desk_of(full), base_of(full), Client(), Client()
    sign_in(team, manager)
    team.post(f"{desk}tirage/fermer/")
    assert "en cours de calcul" in team.get(f"{desk}tirage/").content.decode()
    assert public.get(f"{base}tirage/").status_code == 404
    panel = Panel.objects.get(pk=full.pk)
    actions.keep_draw(panel=panel, made=actions.calculate(panel), at=at)
    assert public.get(f"{base}tirage/tirage.json").status_code == 404  # ready, not published
    when = {"throw_at": localtime(at + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M"), "throw_place": "Halle"}
    assert team.post(f"{desk}tirage/publier/", when | {"throw_at": "2020-01-05T18:00"}).status_code == 422
    assert team.post(f"{desk}tirage/publier/", {"throw_at": "", "throw_place": ""}).status_code == 422
    team.post(f"{desk}tirage/publier/", when)
    page = public.get(f"{base}tirage/").content.decode()
    row = Candidate.objects.filter(panel=full).first()
    assert Panel.objects.get(pk=full.pk).fingerprint in page
    assert row.contact["name"] not in page
    assert "des 1\u202f000 panels" in public.get(f"{base}tirage/?numero={row.pseudonym.lower()}").content.decode()
    assert public.get(f"{base}tirage/?numero=ZZZZZZ").status_code == 422
    for wrong in ({"die1": 1, "die2": 2, "die3": 10, "sure": "on"}, {"die1": 1, "die2": 2, "die3": 3}):
        assert team.post(f"{desk}tirage/des/", wrong).status_code == 422
    team.post(f"{desk}tirage/des/", {"die1": 0, "die2": 4, "die3": 2, "sure": "on"})
    page = public.get(base).content.decode()
    assert "Les dés sont tombés" in page
    assert wrong_inside(public.get(f"{base}tirage/tirage.json").json()) == []
    assert public.get(f"{base}tirage/quotas.csv").content.decode().startswith("feature,value")
    assert "042" in public.get(f"{base}tirage/").content.decode()
    seat = Seat.objects.select_related("candidate").get(panel=full, number=1)
    mine = f"/panels/i/{seat.candidate.contact['code']}/"
    assert "Le sort est tombé sur vous" in public.get(mine).content.decode()
    public.post(mine, {"deed": "refuse"})
    page = team.get(f"{desk}places/").content.decode()
    assert "Tirer quelqu’un d’autre" in page
    team.post(f"{desk}places/{seat.pk}/remplacer/")
    assert Seat.objects.get(replaces=seat).number == 1
    assert team.get(f"{desk}places/membres.csv").content.decode().count("\n") == 5
    assert team.get(f"{desk}tirage/fichiers/personnes.csv").content.decode().startswith("id,votre-age")
    tables = list(component_types["panel"].results(full.component))
    assert tables[0].rows[0][0] == "Votre âge"


def test_strangers_and_small_roles_stay_out(drawn, alice, bob):
    desk, client = desk_of(drawn), Client()
    for page in ("", "places/", "tirage/", "tirage/fichiers/personnes.csv", "lettres/", "places/membres.csv"):
        assert client.get(f"{desk}{page}").status_code == 302
    sign_in(client, alice)
    assert client.get(desk).status_code == 403
    sign_in(client, bob)
    assert client.get(f"{desk}places/").status_code == 403
    assert client.get(f"{desk}tirage/fichiers/personnes.csv").status_code == 403


def test_pages_cost_the_same_with_few_people_and_with_many(panel, at):
    base, client = base_of(panel), Client()

    def costs():
        found = []
        for page in (base, "/panels/"):
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            found.append(len(queries))
        return found

    few = costs()
    rows = [Candidate(panel=panel, pseudonym=f"A{n:04}", code_key=f"{n}", contact={"code": "x"}, answers={}, at=at) for n in range(60)]
    actions.take_in(panel=panel, rows=rows, counts={}, declined=0)
    for number in range(12):
        process = spaces.create(person=None, at=at, title=f"Démarche {number}", question="Que faire ?")
        spaces.add_component(process=process, person=None, kind="panel", title="Panel", at=at, published=True)
        spaces.publish(process=process, person=None, at=at, told=False)
    many = costs()
    assert many <= few
    assert max(many) <= 6


def test_a_duplicated_space_keeps_questions_and_nobody(full, at):
    target = spaces.add_component(process=full.component.process, person=None, kind="panel", title="Encore", at=at)
    actions.copy_panel(source=full, target=target.panel)
    assert [feature.question for feature in target.panel.features.all()] == ["Votre âge", "Vous êtes"]
    assert target.panel.candidates_count == 0


def test_the_card_follows_the_panel(panel, alice, at):
    kind = subject_kinds["panel"]
    assert kind.cards([panel.pk])[panel.pk].is_public
    assert kind.may("follow", alice, panel.pk, at) is None
    assert kind.may("support", alice, panel.pk, at).code == "closed"
    Component.objects.filter(pk=panel.component_id).update(published_at=None)
    assert not kind.cards([panel.pk])[panel.pk].is_public


@pytest.mark.parametrize("page", ["/panels/", "/panels/comment/", "/panels/code/"])
def test_pages_of_the_town(page, panel, client):
    assert client.get(page).status_code == 200


def test_a_late_answer_waits_on_the_desk(drawn, manager, at):
    task = desk_tasks["panels-places"]
    assert task.count(manager, at) == 0
    assert task.count(manager, at + timedelta(days=11)) == 4
    actions.answer_seat(seat=drawn.seats.first(), accepts=False, at=at)
    assert task.count(manager, at) == 1
