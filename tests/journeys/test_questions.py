"""A question to an official, from the one who asks to the page of the one who answers."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from beffroi.commons.moderation import actions as moderation
from beffroi.commons.moderation import triage
from beffroi.commons.moderation.models import Case
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.outreach.approvals.models import Delegation
from beffroi.outreach.posts.models import Post
from beffroi.participation.accountability.models import Representative
from beffroi.participation.questions import actions
from beffroi.participation.questions.models import Addressee, Question


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def mayor(official, at):
    """In office, and taken over from the council."""
    Representative.objects.create(slug="odile-roy", name="Odile Roy", mandate="Maire", voice=official.voice)
    Representative.objects.create(slug="ancien", name="Ancien Maire", mandate="Maire", until=(at - timedelta(days=30)).date())
    assert actions.take_over_the_council(person=None, at=at) == 1
    assert actions.take_over_the_council(person=None, at=at) == 0
    return Addressee.objects.get()


def test_from_the_question_to_the_record_of_the_official(mayor, official, manager, alice, at):
    assert (mayor.name, mayor.account) == ("Odile Roy", official)
    question = actions.ask(component=None, to=mayor, title="Quand le pont rouvrira-t-il ?", text="On l’attend.", person=alice, at=at)
    Delegation.objects.create(
        giver=official, deputy=manager, act=Delegation.ANSWER, starts_at=at, ends_at=at + timedelta(days=9), made_by=official, made_at=at
    )
    desk = sign_in(Client(), manager)
    assert question.title in desk.get(reverse("questions_team:index")).content.decode(), "who stands in has it among hers"
    actions.save_draft(question=question, person=manager, fields={"text": "Le 3 juin."}, seen=0, at=at)
    answer = actions.give(question=question, person=manager, at=at + timedelta(hours=2))
    assert (answer.name, answer.for_another) == ("Odile Roy", True)

    run_due(at=at + timedelta(hours=3))
    draft = Post.objects.get(about=str(question.subject))
    assert draft.title == "Odile Roy répond\u202f: Quand le pont rouvrira-t-il ?"
    page = Client().get(reverse("representatives:show", args=["odile-roy"])).content.decode()
    assert "100\u202f% à temps" in page
    assert reverse("questions_town:addressee", args=[mayor.slug]) in page
    rows = b"".join(Client().get(reverse("opendata:dataset_file", args=["questions", "csv"]))).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(rows), delimiter=csv.Sniffer().sniff(rows.splitlines()[0]).delimiter))
    assert (row["a_qui"], row["reponse"]) == ("Odile Roy", "Le 3 juin.")


def test_what_a_program_noticed_orders_the_reports_and_says_why(mayor, alice, david, at):
    calm = actions.ask(component=None, to=mayor, title="Quand le pont rouvrira-t-il ?", text="On l’attend.", person=alice, at=at)
    said = {"title": "Quand allez-vous nous entendre ?", "text": "Je veux en finir avec la vie, bande de voleurs."}
    grave = actions.ask(component=None, to=mayor, person=alice, at=at, **said)
    for question in (calm, grave):
        moderation.flag(subject=question.subject, person=david, reason="other", text="À voir", at=at)
    first, second = Case.objects.order_by("-score")
    assert (first.subject, second.subject) == (grave.subject, calm.subject)
    why = " ".join(str(signal.sentence) for signal in triage.in_words(first))
    assert "Quelqu’un est peut-être en détresse" in why
    assert "en finir avec la vie" in why
    assert Question.objects.get(pk=grave.pk).hidden_at is None, "nothing is hidden by a program"
