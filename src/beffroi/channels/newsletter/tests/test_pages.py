import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Delivery
from beffroi.channels.newsletter import actions, advice, wording
from beffroi.channels.newsletter.models import Intake, Issue, Letter, Subscriber, Subscription
from beffroi.commons.privacy.types import personal_data
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock, tokens
from beffroi.kernel.jobs import run_due
from beffroi.kernel.models import Mail

pytestmark = pytest.mark.django_db
ASK = "/lettre/inscription/"


@pytest.fixture
def desk(client, manager):
    return sign_in(client, manager)


def path_in(mail):
    return next(line for line in mail.text.splitlines() if "/confirmer/" in line).split("localhost:8000")[1]


def test_one_subscribes_by_a_button_behind_a_link_and_nothing_is_kept_before(client, letter):
    page = client.post(ASK, {"email": "Alice@Example.org", "letters": [letter.pk], "language": "fr"})
    assert "alice@example.org" in page.content.decode()
    assert not Subscriber.objects.exists()
    path = path_in(Mail.objects.get())
    assert client.get(path).status_code == 200
    assert not Subscriber.objects.exists()  # mail programs follow links by themselves
    answer = client.post(path)
    assert Subscription.objects.get().subscriber.email == "alice@example.org"
    choose = answer["Location"]
    assert client.get(choose).status_code == 200
    client.post(choose, {"keep": "1", "language": "fr"})
    assert Subscription.objects.get().left_at
    client.post(choose, {"forget": "1"})
    assert not Subscriber.objects.exists()


def test_nobody_learns_whether_an_address_is_known_and_nobody_is_flooded(client, letter, readers):
    readers("alice@example.org")
    known = client.post(ASK, {"email": "alice@example.org", "letters": [letter.pk], "language": "fr"}).content.decode()
    new = client.post(ASK, {"email": "zoe@example.org", "letters": [letter.pk], "language": "fr"}).content.decode()
    assert known.replace("alice@", "zoe@") == new
    for _time in range(6):
        client.post(ASK, {"email": "zoe@example.org", "letters": [letter.pk], "language": "fr"})
    assert Mail.objects.filter(to="zoe@example.org").count() == 3


def test_what_was_typed_wrongly_is_kept_and_said(client, letter):
    page = client.post(ASK, {"email": "alice", "letters": [letter.pk], "language": "fr"}).content.decode()
    assert 'value="alice"' in page
    assert 'aria-invalid="true"' in page


def test_a_mail_program_unsubscribes_by_one_post_without_cookie_or_token(client, letter, issue, readers, at):
    (reader,) = readers("alice@example.org")
    path = wording.leave_url(reader, letter, issue, at).split("localhost:8000")[1]
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    assert Subscription.objects.get().left_at is None
    answer = strict.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert not strict.cookies
    assert Subscription.objects.get().left_at
    strict.post(path)
    assert Issue.objects.get().unsubscribed_count == 1


@pytest.mark.parametrize("door", ["confirmer", "reglages", "quitter"])
def test_a_false_link_opens_nothing(client, letter, readers, door, at):
    readers("alice@example.org")
    for token in ("x", tokens.sign("something-else", 1, at=at)):
        assert client.post(f"/lettre/{door}/{token}/").status_code == 404
    assert Subscription.objects.filter(left_at=None).count() == 1


def test_a_list_comes_with_its_proof_and_brings_nobody_back_who_left(desk, letter, readers, manager, at):
    left, _here = readers("left@example.org", "here@example.org")
    actions.leave(subscriber=left, letter=letter, issue=None, at=at)
    page = f"/bureau/lettres/lettre/{letter.pk}/import/"
    text = "Nom;Courriel\nA;New@Example.org\nB;left@example.org\nC;here@example.org\nD;pas une adresse\n"
    file = SimpleUploadedFile("liste.csv", text.encode())
    assert "aria-invalid" in desk.post(page, {"file": file, "sure": "on"}).content.decode()
    file.seek(0)
    answer = desk.post(page, {"file": file, "sure": "on", "proof": "Cochée sur le formulaire papier du forum 2025"}).content.decode()
    assert "pas une adresse" in answer
    assert set(Subscription.objects.filter(left_at=None).values_list("subscriber__email", flat=True)) == {
        "new@example.org",
        "here@example.org",
    }
    assert (Intake.objects.get().added_count, Intake.objects.get().by) == (1, manager)


def test_an_issue_from_draft_to_planned_at_the_desk(desk, letter, manager, readers, at):
    readers("alice@example.org")
    site = Delivery(subject_kind="post", subject_id=1, key="d", content_hash="x", state=Delivery.SENT, next_at=at, url="/actualites/1-a/")
    site.account_id = site_account()
    site.message = {"text": "La fontaine coule.", "title": "Fontaine", "extra": {}, "language": "fr"}
    site.settled_at = Letter.objects.get().account.created_at
    site.save()
    desk.post("/bureau/lettres/nouveau/", {"letter": letter.pk, "subject": "La semaine"})
    issue = Issue.objects.get()
    page = f"/bureau/lettres/{issue.pk}/"
    assert "vide" in desk.get(f"{page}envoyer/").content.decode()
    desk.post(f"{page}publications/", {"publications": [site.pk]})
    desk.post(f"{page}partie/", {"title": "Bonjour", "text": "Un **mot**.", "link": ""})
    assert "javascript" in desk.post(f"{page}partie/", {"title": "x", "text": "y", "link": "javascript:alert(1)"}).content.decode()
    first, second = issue.blocks.order_by("position")
    desk.post(f"{page}partie/{second.pk}/act/", {"up": "1"})
    assert [block.title for block in issue.blocks.order_by("position")] == ["Bonjour", "Fontaine"]
    desk.post(page, {"subject": "Autre", "preheader": "Vite", "language": "", "is_public": "on"})
    preview = desk.get(f"{page}apercu/")
    assert "<strong>mot</strong>" in preview.content.decode()
    assert (
        "script-src" not in preview["Content-Security-Policy"]
        or "'unsafe-inline'" not in preview["Content-Security-Policy"].split("style-src")[0]
    )
    desk.post(f"{page}essai/", {"email": "moi@example.org"})
    desk.post(f"{page}envoyer/", {"plan": "1", "planned_at": "2099-01-01T08:00"})
    issue.refresh_from_db()
    assert issue.is_planned
    desk.post(f"{page}act/", {"unplan": "1"})
    desk.post(f"{page}envoyer/", {"now": "1"})
    issue.refresh_from_db()
    assert (issue.is_going, issue.recipients_count) == (True, 1)
    assert desk.get(page).status_code == desk.get("/bureau/lettres/").status_code == 200
    assert desk.post(page, {"subject": "Trop tard", "language": ""}).status_code == 403
    assert desk.get(f"/bureau/lettres/lettre/{letter.pk}/abonnes/?q=alice").status_code == 200


def site_account():
    return base.connect(kind="site", name="Le site").pk


def test_the_desk_is_for_those_who_may(client, letter, issue, bob):
    sign_in(client, bob)
    for page in ("", "nouveau/", f"{issue.pk}/", f"lettre/{letter.pk}/abonnes/", f"lettre/{letter.pk}/import/", f"{issue.pk}/apercu/"):
        assert client.get(f"/bureau/lettres/{page}").status_code == 403


def test_the_archive_shows_what_was_sent_and_its_feed(client, letter, issue, readers, at, django_assert_max_num_queries):
    assert client.get(issue.get_absolute_url()).status_code == 404
    Issue.objects.update(state=Issue.SENT, sent_at=at)
    page = client.get(issue.get_absolute_url())
    assert "<strong>rouvre</strong>" in page.content.decode()
    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert not page.cookies
    assert "Été au village" in client.get(f"/lettre/{letter.slug}/atom.xml").content.decode()
    with django_assert_max_num_queries(6):
        assert client.get("/lettre/").status_code == 200
    Issue.objects.bulk_create(Issue(letter=letter, subject=f"n{n}", state=Issue.SENT, sent_at=at, made_at=at) for n in range(50))
    with django_assert_max_num_queries(6):
        assert client.get(f"/lettre/{letter.slug}/").status_code == 200
    Issue.objects.update(is_public=False)
    assert client.get(issue.get_absolute_url()).status_code == 404


def test_a_person_takes_her_address_with_her(alice, letter, readers, at):
    readers(alice.email)
    holder = personal_data["newsletter"]
    assert [row["newsletter"] for row in holder.export(alice)] == ["La semaine"]
    holder.erase(account=alice, at=at)
    assert not Subscriber.objects.exists()


def answer_of(records, number=7):
    body = b"".join(
        b"\xc0\x0c\x00\x10\x00\x01\x00\x00\x00\x05" + (len(text) + 1).to_bytes(2, "big") + bytes([len(text)]) + text for text in records
    )
    head = number.to_bytes(2, "big") + b"\x81\x80\x00\x01" + len(records).to_bytes(2, "big") + b"\x00\x00\x00\x00"
    return head + b"\x04town\x07example\x00\x00\x10\x00\x01" + body


def test_the_domain_is_looked_at_where_the_machine_can(desk, settings, monkeypatch):
    assert advice.texts(answer_of([b"v=spf1 -all", b"other"]), 7) == ["v=spf1 -all", "other"]
    for wrong in (b"", answer_of([b"x"], number=8), answer_of([b"x"])[:-3] + b"\xff"):
        try:
            advice.texts(wrong, 7)
        except advice.CannotLook:
            pass
    settings.MAIL_FROM = "mairie@town.example"
    monkeypatch.setattr(advice, "servers", list)
    page = desk.get("/bureau/lettres/arrivee/").content.decode()
    assert "_dmarc.town.example" in page
    records = {"town.example": ["v=spf1 +all"], "_dmarc.town.example": ["v=DMARC1; p=reject"]}
    monkeypatch.setattr(advice, "look_up", lambda name: records.get(name, []))
    tones = {str(finding.title): finding.tone for finding in advice.look().findings}
    assert (tones["SPF"], tones["DKIM"], tones["DMARC"]) == (advice.STOP, advice.MIND, advice.GOOD)


def test_a_newsletter_that_is_connected_can_be_subscribed_to(desk, client):
    words = {"name": "La semaine", "description": "Le vendredi", "language": "fr", "rhythm": "each"}
    desk.post("/bureau/reseaux/connecter/newsletter/", words)
    run_due(at=clock.now())
    letter = Letter.objects.get()
    assert (letter.name, letter.description, letter.rhythm) == ("La semaine", "Le vendredi", "each")
    assert "La semaine" in desk.get("/bureau/lettres/").content.decode()
    assert "La semaine" in client.get("/lettre/").content.decode()
    desk.post(
        f"/bureau/lettres/lettre/{letter.pk}/",
        {"name": "La quinzaine", "language": "fr", "rhythm": "digest", "day": 5, "hour": 25, "per_minute": 9},
    )
    assert Letter.objects.get().name == "La semaine"  # no such hour
