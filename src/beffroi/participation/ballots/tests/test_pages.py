import hashlib
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from beffroi.engines.ballots.verifying import verify
from beffroi.ground.people.testing import sign_in
from beffroi.kernel.rules import Refused
from beffroi.participation.ballots import actions, reading
from beffroi.participation.ballots.kitchen import THREE, Held, finish, make_keys, secret_election
from beffroi.participation.ballots.models import Ballot, Count, Election, Trustee

YES = [[0, 1, 0]]


def test_one_votes_in_the_booth_and_finds_the_ballot_in_the_urn(secret, voters, alice, client):
    url = secret.election.url
    booth = f"{url}voter/"
    assert Client().get(booth).status_code == 302
    sign_in(client, alice)
    assert client.get(booth).status_code == 403, "she is not on the roll"
    sign_in(client, voters[0])
    assert client.get(booth).status_code == 200
    raw = secret.ballot(0, YES)
    answer = client.post(booth, {"ballot": raw.replace("answers", "answer5")})
    assert answer.status_code == 422
    assert "answer5" in answer.content.decode(), "what was sent is kept"
    before = dict(client.session)
    page = client.post(booth, {"ballot": raw})
    tracker = Ballot.objects.get().tracker
    assert tracker in page.content.decode()
    assert dict(client.session) == before, "nothing of hers moves when a ballot comes"
    again = client.post(f"{url}envoyer/", {"ballot_file": SimpleUploadedFile("b.json", raw.encode())})
    assert again.status_code == 200
    assert Ballot.objects.count() == 1
    visitor = Client()
    page = visitor.get(url, {"suivi": tracker})
    assert "Oui" in page.content.decode()
    assert not page.cookies
    found = verify(b"".join(visitor.get(f"{url}urne.bel").streaming_content))
    assert found.holds
    assert found.trackers == [tracker]


def test_the_public_page_says_who_answers_for_what_and_what_is_frozen(secret, client):
    page = client.get(secret.election.url).content.decode()
    for name in ("Claire Fontaine", "Étude Maître Duval", "Mairie de Clairbourg", "Ligue des électeurs"):
        assert name in page
    data = client.get(f"{secret.election.url}regles.json").content
    assert hashlib.sha256(data).hexdigest() == secret.election.frozen
    assert "éférendum" not in page
    for part in ("verifier/", "election.json", "trustees.json", "public_creds.json", "isoloir.html"):
        assert client.get(f"{secret.election.url}{part}").status_code == 200
    assert client.get(f"{secret.election.url}resultat.json").status_code == 404


def test_nobody_sees_the_result_before_the_end_not_even_the_administrator(secret, voters, admin, at):
    actions.cast_secret(election=secret.election, person=voters[0], raw=secret.ballot(0, YES), at=at)
    team = Client()
    sign_in(team, admin)
    for path in (secret.election.url, secret.election.desk_url):
        assert team.get(path).status_code == 200
    assert team.get(f"{secret.election.url}resultat.json").status_code == 404
    for trustee in Trustee.objects.filter(election=secret.election):
        trustee.election = secret.election
        with pytest.raises(Refused):
            actions.take_part(trustee=trustee, payload="{}", at=at)


def test_a_trustee_makes_her_key_and_opens_the_urn_by_her_link(component, people, voters, at, client):
    held = secret_election(component, at=at, people=people, ref="t", opens=False)
    rows = list(Trustee.objects.filter(election=held.election))
    page = client.get(rows[0].url)
    assert page.status_code == 200
    assert client.get(rows[0].url.replace(rows[0].token, "0" * 40)).status_code == 404
    assert client.get(rows[0].url.replace(f"/{rows[0].pk}/", f"/{rows[1].pk}/")).status_code == 404, "her link is hers"
    held.election = actions.open(election=held.election, at=at)
    actions.cast_secret(election=held.election, person=voters[0], raw=held.ballot(0, YES), at=at)
    Election.objects.filter(pk=held.election.pk).update(closes_at=at)
    held.election.refresh_from_db()
    actions.advance(election=actions.close(election=held.election, at=at), at=at)
    held.election.refresh_from_db()
    assert client.post(rows[0].url, {"step": "open", "payload": "{}"}).status_code == 422
    asked = client.get(rows[0].url, {"page": "json"}).json()
    assert (asked["act"], asked["owner"], asked["index"]) == ("open", 1, 1)
    for row in (rows[0], rows[2]):
        row.election = held.election
        assert client.post(row.url, {"step": "open", "payload": held.part(row)}).status_code == 302
    held.election.refresh_from_db()
    assert client.get(f"{held.election.url}resultat.json").json()["result"]["questions"] == [{"counts": [0, 1, 0]}]


def test_the_registrar_takes_the_roll_and_brings_public_halves_only(component, people, at, client):
    held = secret_election(component, at=at, people=people, ref="r", opens=False)
    url = f"{held.election.url}registre/{held.election.token_of('registrar')}/"
    roll = client.get(f"{url}liste.json").json()
    assert [one["email"] for one in roll["voters"]] == [one["email"] for one in people]
    assert client.get(url.replace(held.election.token_of("registrar"), "0" * 40)).status_code == 404
    publics = list(held.election.credentials.values_list("public", flat=True))
    send = {"act": "credentials", "file_file": SimpleUploadedFile("c.json", json.dumps(publics[:-1]).encode())}
    assert client.post(url, send).status_code == 422, "one is missing"
    send = {"act": "credentials", "file_file": SimpleUploadedFile("c.json", json.dumps(publics).encode())}
    assert client.post(url, send).status_code == 200
    held.election = actions.open(election=held.election, at=at)
    send = {"act": "revoke", "file_file": SimpleUploadedFile("c.json", json.dumps(publics[:2]).encode())}
    assert client.post(url, send).status_code == 200
    assert held.election.credentials.filter(is_revoked=True).count() == 2


def test_the_team_prepares_by_forms_alone(component, at, manager, voters, client, alice):
    election = actions.prepare(
        component=component, title="Par le bureau", mode="secret", questions=[{"text": "?", "answers": ["A", "B"]}],
        opens_at=at - timedelta(hours=1), closes_at=at + timedelta(days=1), has_paper=True, at=at,
    )  # fmt: skip
    sign_in(client, manager)
    desk = election.desk_url
    assert client.get("/bureau/scrutins/").status_code == 200
    assert client.post(f"{desk}roles/", {"administrator": "La mairie"}).status_code == 422
    assert client.post(f"{desk}roles/", {"administrator": "La mairie", "server_registrar": "on"}).status_code == 302
    wrong = SimpleUploadedFile("l.csv", b"telephone\n0102\n")
    assert client.post(f"{desk}liste/", {"file": wrong}).status_code == 422
    lines = "Nom;Prénom;Courriel\nMartin;Zoé;zoe@example.org\n" + "".join(f"{one.voice.name};;{one.email}\n" for one in voters)
    assert client.post(f"{desk}liste/", {"file": SimpleUploadedFile("l.csv", lines.encode())}).status_code == 302
    assert client.post(f"{desk}cle/", {"people": "Claire, clerc", "threshold": 1}).status_code == 302
    assert client.post(f"{desk}faire/", {"act": "open"}).status_code == 422
    held = Held(election, [], {}, {})
    make_keys(held, THREE[:1], 1, with_server=False, at=at)
    assert client.post(f"{desk}faire/", {"act": "codes"}).status_code == 302
    assert client.post(f"{desk}faire/", {"act": "open"}).status_code == 302
    election.refresh_from_db()
    assert election.state == "open"
    sign_in(Client(), alice)
    paper = f"{desk}papier/"
    assert "Zoé Martin" in client.get(paper, {"q": "zoe"}).content.decode()
    zoe = election.voters.get(number=1)
    assert client.post(paper, {"voter": zoe.pk}).status_code == 302
    assert reading.totals(election)["paper_count"] == 1
    mine = Client()
    sign_in(mine, voters[0])
    word = mine.post(f"{election.url}mon-code/")
    assert word.status_code == 200
    assert mine.post(f"{election.url}mon-code/").status_code == 403
    sign_in(mine, alice)
    assert mine.get(desk).status_code == 403


def test_two_agents_enter_the_paper(plain, manager, bob, at, client):
    Election.objects.filter(pk=plain.pk).update(closes_at=at)
    plain.refresh_from_db()
    actions.close(election=plain, at=at)
    url = f"{plain.desk_url}depouillement/"
    numbers = {"table": "Mairie", "ballots": 7, "blank": 0, "void": 0, "q0_0": 3, "q0_1": 4}
    for person in (manager, bob):
        sign_in(client, person)
        assert client.post(url, {**numbers, "ballots": ""}).status_code == 422
        page = client.get(url).content.decode()
        assert 'value="3"' not in page
        assert client.post(url, numbers).status_code == 302
    assert Count.objects.get().agreed["questions"] == [[3, 4]]


def test_the_page_asks_as_much_for_many_ballots_as_for_few(secret, voters, at, client, django_assert_max_num_queries):
    for place in range(3):
        actions.cast_secret(election=secret.election, person=voters[place], raw=secret.ballot(place, YES), at=at)
    client.get(secret.election.url)
    with django_assert_max_num_queries(9):
        client.get(secret.election.url)
    finish(secret, at=secret.election.closes_at)
    assert client.get(secret.election.url).status_code == 200


def test_the_team_may_close_once_the_hour_has_come(secret, admin, at):
    team, election = sign_in(Client(), admin, two_factors=True), secret.election
    assert 'value="close"' not in team.get(election.desk_url).content.decode()
    Election.objects.filter(pk=election.pk).update(closes_at=at - timedelta(minutes=1))
    assert 'value="close"' in team.get(election.desk_url).content.decode()
