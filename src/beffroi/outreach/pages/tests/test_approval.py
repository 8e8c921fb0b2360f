"""Where the plan asks for it, the public reads the approved text until the next one is approved."""

import pytest
from django.urls import reverse

from beffroi.commons.notifications.models import Notification
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock, jobs
from beffroi.kernel.rules import Refused
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.approvals.models import Approval, Step, Workflow
from beffroi.outreach.approvals.types import scope_choices
from beffroi.outreach.pages import actions
from beffroi.outreach.pages.models import Page, Proposal
from beffroi.outreach.pages.proposing import subject_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def way(validator):
    workflow = Workflow.objects.create(name="Pages", scopes=["page:service"])
    Step.objects.create(workflow=workflow, position=1, name="Lecture").people.add(validator)
    return workflow


def text(client, page):
    return client.get(page.get_absolute_url()).content.decode()


def approve(page, validator, at, **said):
    approvals.decide(approval=approvals.latest(subject_of(page)), person=validator, at=at, **({"is_approved": True} | said))
    page.refresh_from_db()


def test_the_public_reads_the_approved_text_until_the_change_is_approved(write, way_later, client, manager, validator, at):
    page = write(body="Le mardi.")
    way_later()
    actions.edit(page=page, person=manager, base_version=page.version, at=at, values={"body": "Le jeudi.", "title": "Carte"}, note="Jour")
    assert "Le mardi." in text(client, page)
    actions.submit(page=page, person=manager, at=at)
    assert "Le mardi." in text(client, page)
    approve(page, validator, at)
    assert "Le jeudi." in text(client, page)
    assert page.versions.first().note == "Jour"
    assert not Proposal.objects.exists()


@pytest.fixture
def way_later(validator):
    def made():
        workflow = Workflow.objects.create(name="Pages", scopes=["page:service"])
        Step.objects.create(workflow=workflow, position=1, name="Lecture").people.add(validator)

    return made


def test_saving_what_is_there_already_is_no_change(write, way_later, client, manager, at):
    page = write(body="Le mardi.")
    way_later()
    sign_in(client, manager)
    form = client.get(reverse("pages_desk:edit", args=[page.pk])).context["form"]
    said = {name: form[name].value() for name in form.fields}
    said = {name: value for name, value in said.items() if value not in (None, "", False)} | {"base_version": page.version}
    client.post(reverse("pages_desk:edit", args=[page.pk]), said)
    assert not Proposal.objects.exists()
    client.post(reverse("pages_desk:edit", args=[page.pk]), said | {"body": "Le jeudi."})
    assert Proposal.objects.get().content["body"] == "Le jeudi."


def test_an_edit_after_the_approval_was_asked_for_makes_it_void(write, way_later, client, manager, validator, at):
    page = write(body="Le mardi.")
    way_later()
    actions.edit(page=page, person=manager, base_version=page.version, at=at, values={"body": "Le jeudi."})
    asked = actions.submit(page=page, person=manager, at=at)
    with pytest.raises(Refused):  # based on the public text, which is not the newest
        actions.edit(page=page, person=manager, base_version=page.version, at=at, values={"body": "Le lundi."})
    actions.edit(page=page, person=manager, base_version=page.version + 1, at=at, values={"body": "Le samedi."})
    asked.refresh_from_db()
    assert asked.state == Approval.VOID
    assert "Le mardi." in text(client, page)


def test_a_draft_is_published_by_its_approval_and_not_before(write, way, client, manager, validator, at):
    page = write(public=False)
    with pytest.raises(Refused) as refused:
        actions.publish(page=page, person=manager, at=at)
    assert refused.value.refusal.code == "not_approved"
    actions.submit(page=page, person=manager, at=at)
    approve(page, validator, at, is_approved=False, comment="Plus court")
    assert page.state == Page.DRAFT
    actions.submit(page=page, person=manager, at=at)
    approve(page, validator, at)
    assert page.is_public
    jobs.run_due(at=clock.now())
    assert set(Notification.objects.filter(account=manager).values_list("kind", flat=True)) >= {"pages:approved", "pages:changes_asked"}


def test_pages_of_another_kind_go_as_always(write, way):
    assert write(kind=Page.PLAIN, title="Marché").is_public
    assert "page:service" in {word for _label, choices in scope_choices() for word, _name in choices}


def test_from_the_desk_and_thrown_away(write, way_later, client, manager, validator):
    page = write(kind=Page.SERVICE, body="Le mardi.")
    way_later()
    desk = sign_in(client, manager)
    edit, show = (reverse(f"pages_desk:{name}", args=[page.pk]) for name in ("edit", "show"))
    assert 'value="2"' in desk.get(edit).content.decode()
    said = {"title": "Carte", "summary": "S", "body": "Le jeudi.", "language": "fr", "act": "keep", "base_version": page.version}
    desk.post(edit, said)
    assert "Le jeudi." in desk.get(edit).content.decode()
    shown = desk.get(show).content.decode()
    assert "Le jeudi." in shown
    assert "Le mardi." in shown
    desk.post(reverse("pages_desk:submit", args=[page.pk]))
    waiting = approvals.latest(subject_of(page))
    assert "Le jeudi." in sign_in(type(client)(), validator).get(reverse("approvals:show", args=[waiting.pk])).content.decode()
    desk.post(reverse("pages_desk:forget_proposal", args=[page.pk]))
    assert "Le jeudi." not in desk.get(show).content.decode()
    waiting.refresh_from_db()
    assert waiting.state == Approval.VOID
