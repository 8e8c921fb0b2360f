import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.kernel.models import Mail
from beffroi.outreach.approvals import actions
from beffroi.outreach.approvals.models import Approval, Decision, Letter, Link, Outsider

pytestmark = pytest.mark.django_db


@pytest.fixture
def mayor():
    return Outsider.objects.create(name="Mme Roy", function="maire", email="roy@example.org")


@pytest.fixture
def asked(ask, way, mayor):
    return ask(workflow=way(("Maire", {"outsiders": [mayor]})), moment=clock.now(), due_at=clock.now() + timedelta(days=2))


@pytest.fixture
def address(asked, mayor):
    _link, token = actions.make_link(stage=asked.stages.get(), outsider=mayor, at=clock.now())
    return reverse("approval_link:show", args=[token])


def test_the_mail_holds_the_only_key(asked):
    run_due(at=clock.now() + timedelta(minutes=1))
    run_due(at=clock.now() + timedelta(minutes=1))
    mail = Mail.objects.get(to="roy@example.org")
    token = re.search(r"/valider/([\w-]+)/", mail.text).group(1)
    assert Link.objects.count() == 1
    assert not Link.objects.filter(token_hash__contains=token).exists()
    assert actions.find_link(token) == Link.objects.get()


def test_opening_decides_nothing_and_one_form_decides_once(address, asked, notices):
    visitor = Client()
    for _ in range(3):  # a scanner of mails, a preview, the person
        page = visitor.get(address)
        assert page.status_code == 200
    shown = page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    assert "La halle vide" in shown
    assert "Arrêté 2026-12" in shown
    assert Approval.objects.get().state == Approval.WAITING
    assert "Merci" in visitor.post(address, {"verdict": "approve", "comment": ""}).content.decode()
    assert Approval.objects.get().state == Approval.APPROVED
    assert visitor.post(address, {"verdict": "refuse", "comment": "Non"}).status_code == 410
    assert [(said.outsider.name, said.how) for said in Decision.objects.all()] == [("Mme Roy", Decision.LINK)]


def test_a_refusal_keeps_what_was_typed_until_it_says_why(address, notices):
    visitor = Client()
    answer = visitor.post(address, {"verdict": "refuse", "comment": ""})
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    visitor.post(address, {"verdict": "refuse", "comment": "Pas avant le conseil"})
    assert notices.outcomes == [(1, Approval.REFUSED)]


@pytest.mark.parametrize("how", ["expired", "revoked", "voided", "replaced", "inactive"])
def test_a_closed_link_opens_nothing(how, address, asked, mayor, manager):
    if how == "expired":
        Link.objects.update(expires_at=clock.now())
    elif how == "revoked":
        actions.revoke_link(link=Link.objects.get(), person=manager, at=clock.now())
    elif how == "voided":
        actions.void(subject=asked.subject)
    elif how == "replaced":
        actions.send_link(stage=asked.stages.get(), outsider=mayor, person=manager, at=clock.now())
    else:
        Outsider.objects.update(is_active=False)
    assert Client().get(address).status_code == 410
    assert Client().post(address, {"verdict": "approve", "comment": ""}).status_code == 410
    assert not Decision.objects.exists()


def test_a_guessed_link_is_unknown_and_guessing_is_limited(address):
    false = reverse("approval_link:show", args=["x" * 32])
    statuses = {Client().get(false).status_code for _ in range(61)}
    assert statuses == {404, 429}


def test_what_changed_since_the_last_word_is_shown(address, asked, notices, mayor, ask, way):
    Client().post(address, {"verdict": "changes", "comment": "Dimanche plutôt"})
    notices.wordings["h2"] = "Le marché ouvre dimanche à huit heures."
    later = clock.now() + timedelta(hours=1)
    again = ask(content_hash="h2", workflow=way(("Maire", {"outsiders": [mayor]}), name="Encore"), moment=later)
    _link, token = actions.make_link(stage=again.stages.get(), outsider=mayor, at=later)
    shown = Client().get(reverse("approval_link:show", args=[token])).content.decode()
    assert re.search(r"<del>.*samedi</del>", shown)
    assert re.search(r"<ins>.*dimanche</ins>", shown)


def at_hour(hour, minute=0, days=0):
    day = timezone.localtime(clock.now()) + timedelta(days=days)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def daily(outsider):
    outsider.gets_letter = True
    outsider.save()


def letters():
    return [(mail.subject, mail.text) for mail in Mail.objects.filter(to="roy@example.org")]


def test_one_letter_a_day_holds_all_that_waits_and_each_is_decided_once(ask, way, mayor, notices):
    daily(mayor)
    workflow = way(("Maire", {"outsiders": [mayor]}))
    for number in (1, 2):
        asked = ask(id=number, workflow=workflow, moment=at_hour(16, days=-1), due_at=at_hour(18, days=2))
        assert actions.send_link(stage=asked.stages.get(), outsider=mayor, at=at_hour(16, 1, days=-1)) is None
    assert actions.send_letter(outsider=mayor, at=at_hour(6)) is None
    letter = actions.send_letter(outsider=mayor, at=at_hour(8))
    assert actions.send_letter(outsider=mayor, at=at_hour(9)) is None
    Letter.objects.update(expires_at=clock.now() + timedelta(days=3))
    Link.objects.update(expires_at=clock.now() + timedelta(days=3))
    ((subject, text),) = letters()
    assert subject == "À approuver : 2 textes"
    page = re.search(r"/valider/lettre/[\w-]+/", text).group()
    visitor = Client()
    first, second = re.findall(rf"{page}\d+/", visitor.get(page).content.decode())
    assert visitor.post(first, {"verdict": "changes", "comment": ""}).status_code == 200
    assert visitor.post(first, {"verdict": "approve", "comment": ""})["Location"] == page
    assert visitor.post(first, {"verdict": "refuse", "comment": "Non"}).status_code == 410
    assert visitor.get(page).content.decode().count(second) == 1
    assert first not in visitor.get(page).content.decode()
    assert notices.outcomes == [(1, Approval.APPROVED)]
    assert letter.links.count() == 2


def test_what_is_due_before_the_letter_is_sent_at_once(ask, way, mayor, notices):
    daily(mayor)
    asked = ask(workflow=way(("Maire", {"outsiders": [mayor]})), moment=at_hour(16, days=-1), due_at=at_hour(7, 30))
    assert actions.send_link(stage=asked.stages.get(), outsider=mayor, at=at_hour(16, 1, days=-1))
    assert "/valider/lettre/" not in letters()[0][1]


def test_another_letter_opens_nothing_of_somebody_else(ask, way, mayor, notices):
    daily(mayor)
    ask(workflow=way(("Maire", {"outsiders": [mayor]})), moment=at_hour(16, days=-1))
    actions.send_letter(outsider=mayor, at=at_hour(8))
    other = Outsider.objects.create(name="M. Petit", email="petit@example.org", gets_letter=True)
    ask(id=2, workflow=way(("Adjoint", {"outsiders": [other]}), name="Deux"), moment=at_hour(16, days=-1))
    actions.send_letter(outsider=other, at=at_hour(8))
    Letter.objects.update(expires_at=clock.now() + timedelta(days=3))
    page = re.search(r"/valider/lettre/[\w-]+/", letters()[0][1]).group()
    foreign = Link.objects.get(outsider=other)
    assert Client().get(f"{page}{foreign.pk}/").status_code == 404
    Letter.objects.update(expires_at=clock.now())
    assert Client().get(page).status_code == 410
