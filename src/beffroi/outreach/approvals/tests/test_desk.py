from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beffroi.commons.notifications.models import Notification
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.outreach.approvals import actions
from beffroi.outreach.approvals.forms import AskForm, StepForm
from beffroi.outreach.approvals.models import Approval, Delegation, Outsider, Step, Workflow

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return lambda account: sign_in(Client(), account)


def test_the_reader_is_told_reads_and_decides(ask, validator, official, desk):
    approval = ask(validators=[validator], moment=clock.now())
    run_due(at=clock.now() + timedelta(minutes=1))
    assert Notification.objects.get(account=validator, kind="approvals:asked").params["title"] == "Avis 1"
    reader = desk(validator)
    assert "Avis 1" in reader.get(reverse("approvals:index")).content.decode()
    page = reverse("approvals:show", args=[approval.pk])
    shown = reader.get(page).content.decode()
    for words in ("La halle vide", "Arrêté 2026-12", "Le marché ouvre samedi"):
        assert words in shown
    answer = reader.post(page, {"verdict": "changes", "comment": ""})
    assert "error-summary" in answer.content.decode()
    assert reader.post(page, {"verdict": "approve", "comment": "Bien"}).status_code == 302
    assert Approval.objects.get().state == Approval.APPROVED
    assert "Bien" in desk(official).get(reverse("approvals:log")).content.decode()


def test_a_colleague_who_was_not_asked_sees_nothing(ask, validator, bob, desk):
    approval = ask(validators=[validator])
    assert desk(bob).get(reverse("approvals:show", args=[approval.pk])).status_code == 403


def test_a_way_is_arranged_by_forms_alone(admin, validator, desk):
    boss = desk(admin)
    boss.post(reverse("approvals:new_outsider"), {"name": "Mme Roy", "function": "maire", "email": "Roy@Example.org", "is_active": "on"})
    boss.post(reverse("approvals:preset", args=["one"]))
    workflow = Workflow.objects.get()
    boss.post(reverse("approvals:workflow", args=[workflow.pk]), {"name": "Village", "order": 10, "is_active": "on"})
    step = {"name": "Maire", "outsiders": [Outsider.objects.get().pk], "role": "", "rule": "any", "needed": 1, "delay_hours": 24}
    boss.post(reverse("approvals:new_step", args=[workflow.pk]), step)
    assert [row.name for row in Step.objects.order_by("position")] == ["Relecture", "Maire"]
    boss.post(reverse("approvals:step_act", args=[workflow.pk, Step.objects.get(name="Maire").pk, "avancer"]))
    shown = boss.get(reverse("approvals:workflows")).content.decode()
    assert shown.index("<li>Maire") < shown.index("<li>Relecture")
    nobody = boss.post(reverse("approvals:new_step", args=[workflow.pk]), step | {"outsiders": []})
    assert "error-summary" in nobody.content.decode()
    for name in ("workflow", "delete_workflow", "new_step"):
        assert boss.get(reverse(f"approvals:{name}", args=[workflow.pk])).status_code == 200
    boss.post(reverse("approvals:delete_workflow", args=[workflow.pk]))
    assert not Workflow.objects.exists()


def test_a_deputy_is_named_and_told(validator, bob, desk):
    at = clock.now()
    page, mine = reverse("approvals:delegations"), desk(validator)
    said = {"deputy": bob.pk, "act": "approve", "starts_at": at.strftime("%Y-%m-%dT%H:%M"), "reason": "Congés"}
    backwards = mine.post(page, said | {"ends_at": (at - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")})
    assert "Congés" in backwards.content.decode()
    assert not Delegation.objects.exists()
    mine.post(page, said | {"ends_at": (at + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")})
    run_due(at=clock.now() + timedelta(minutes=1))
    assert Notification.objects.filter(account=bob, kind="approvals:deputy").exists()
    mine.post(reverse("approvals:end_delegation", args=[Delegation.objects.get().pk]))
    assert Delegation.objects.get().ended_at


def test_the_lists_cost_the_same_at_any_length(ask, validator, desk, at):
    reader, counts = desk(validator), []
    for many in (5, 50):
        for id in range(Approval.objects.count() + 1, many + 1):
            approval = ask(id=id, validators=[validator])
            if id % 2:
                actions.decide(approval=approval, person=validator, is_approved=True, at=at)
        reader.get(reverse("approvals:index"))
        for name in ("index", "log"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                reader.get(reverse(f"approvals:{name}"))
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


def test_numbers_that_no_database_takes_are_nobody(manager, db):
    huge = "9" * 30
    for data in ({"validators": [huge]}, {"validators": ["1" * 19, "x"]}):
        form = AskForm(data)
        assert "validators" in form.errors
    form = StepForm({"name": "Cabinet", "rule": "any", "people": [huge], "substitute": huge})
    assert {"people", "substitute"} <= set(form.errors)
