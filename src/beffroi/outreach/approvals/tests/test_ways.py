from datetime import timedelta

import pytest

from beffroi.ground.people.rules import stands_for
from beffroi.kernel import ledger
from beffroi.kernel.models import Entry, Mail
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals import actions, queries
from beffroi.outreach.approvals.actions import SecondReading
from beffroi.outreach.approvals.diff import word_diff
from beffroi.outreach.approvals.mentions import mentioned
from beffroi.outreach.approvals.models import Approval, Decision, Delegation, Outsider, Setting, Stage
from beffroi.outreach.approvals.rules import may_act_for, may_decide
from beffroi.outreach.approvals.types import workflow_for

pytestmark = pytest.mark.django_db


def refused(act, **how):
    with pytest.raises(Refused) as error:
        act(**how)
    return error.value.refusal.code


def test_a_request_runs_through_its_steps_in_order(ask, way, notices, validator, official, at):
    approval = ask(workflow=way(("Service", {"people": [validator]}), ("Élue", {"role": "official"})))
    assert refused(actions.decide, approval=approval, person=official, is_approved=True, at=at) == "not_named"
    actions.decide(approval=approval, person=validator, is_approved=True, at=at)
    assert notices.outcomes == []
    assert [stage.state for stage in queries.stages_of(approval)] == [Stage.PASSED, Stage.OPEN]
    assert actions.decide(approval=approval, person=official, is_approved=True, at=at).state == Approval.APPROVED
    assert notices.outcomes == [(1, Approval.APPROVED)]
    assert ledger.verify() == []


@pytest.mark.parametrize(("rule", "needed", "yeses"), [("any", 1, 1), ("all", 1, 3), ("count", 2, 2)])
def test_how_many_must_approve(rule, needed, yeses, ask, way, validator, official, admin, at):
    readers = [validator, official, admin]
    approval = ask(workflow=way(("Lecture", {"people": readers, "rule": rule, "needed": needed})))
    for count, reader in enumerate(readers[:yeses], 1):
        approval = actions.decide(approval=approval, person=reader, is_approved=True, at=at)
        assert (approval.state == Approval.APPROVED) == (count == yeses)
    assert refused(actions.decide, approval=approval, person=readers[-1], is_approved=True, at=at) == "decided"


def test_one_person_says_one_word_in_a_step(ask, way, validator, official, at):
    approval = ask(workflow=way(("Lecture", {"people": [validator, official], "rule": "all"})))
    actions.decide(approval=approval, person=validator, is_approved=True, at=at)
    assert refused(actions.decide, approval=approval, person=validator, is_approved=True, at=at) == "said"


@pytest.mark.parametrize(("verdict", "state"), [(Decision.CHANGES, Approval.CHANGES), (Decision.REFUSE, Approval.REFUSED)])
def test_one_no_stops_the_whole_way_and_needs_words(verdict, state, ask, way, notices, validator, official, at):
    approval = ask(workflow=way(("Service", {"people": [validator]}), ("Élue", {"people": [official]})))
    assert refused(actions.decide, approval=approval, person=validator, verdict=verdict, at=at) == "no_comment"
    assert actions.decide(approval=approval, person=validator, verdict=verdict, comment="Trop long", at=at).state == state
    assert notices.outcomes == [(1, state)]
    assert not approval.stages.filter(state__in=[Stage.OPEN, Stage.COMING]).exists()


def test_nobody_approves_their_own_text_unless_the_town_is_one_person(ask, notices, manager, validator, admin, at):
    notices.writers = [validator]
    approval = ask(validators=[validator])
    assert refused(actions.decide, approval=approval, person=validator, is_approved=True, at=at) == "own_text"
    assert refused(actions.change_setting, person=admin, allows_own_text=True, reason=" ", at=at) == "no_reason"
    actions.change_setting(person=admin, allows_own_text=True, reason="Équipe d’une personne", at=at)
    assert Setting.objects.get().allows_own_text
    actions.decide(approval=approval, person=validator, is_approved=True, at=at)
    assert Decision.objects.get().is_own_text
    assert Entry.objects.filter(kind="approval_of_own_text").count() == 1


def test_an_edit_voids_all_that_was_said(ask, way, validator, official, at):
    approval = ask(workflow=way(("Service", {"people": [validator]}), ("Élue", {"people": [official]})))
    actions.decide(approval=approval, person=validator, is_approved=True, at=at)
    actions.void(subject=Subject("notice", 1))
    assert refused(actions.decide, approval=approval, person=official, is_approved=True, at=at) == "decided"
    assert Approval.objects.get().state == Approval.VOID


def test_a_change_of_the_workflow_does_not_change_what_is_being_read(ask, way, validator, official, admin, at):
    workflow = way(("Lecture", {"people": [validator]}))
    approval = ask(workflow=workflow)
    actions.delete_workflow(workflow=workflow, person=admin, at=at)
    assert actions.decide(approval=approval, person=validator, is_approved=True, at=at).state == Approval.APPROVED


def test_a_deputy_speaks_for_somebody_until_the_date(ask, validator, bob, at):
    give = {"giver": validator, "deputy": bob, "person": validator, "starts_at": at, "at": at}
    assert refused(actions.delegate, ends_at=at + timedelta(days=400), **give) == "too_long"
    actions.delegate(ends_at=at + timedelta(days=7), **give)
    approval = ask(validators=[validator])
    assert may_decide(bob, approval, at + timedelta(days=7)).code == "not_named"
    assert may_act_for(bob, Delegation.APPROVE, at) == [validator]
    assert list(queries.waiting_for(bob, at)) == [approval]
    actions.decide(approval=approval, person=bob, is_approved=True, at=at + timedelta(days=1))
    said = Decision.objects.get()
    assert (said.by, said.acting_for) == (bob, validator)


def test_a_limited_delegation_is_only_for_its_scope(ask, notices, validator, bob, at):
    actions.delegate(
        giver=validator, deputy=bob, person=validator, starts_at=at, ends_at=at + timedelta(days=7), at=at, scopes=["account:7"]
    )
    approval = ask(validators=[validator])
    assert may_decide(bob, approval, at).code == "not_named"
    assert stands_for(bob, Delegation.APPROVE, at) == set()
    notices.words = {"account:7"}
    assert may_decide(bob, approval, at) is None


def test_an_ended_delegation_opens_nothing(ask, validator, bob, david, at):
    row = actions.delegate(giver=validator, deputy=bob, person=validator, starts_at=at, ends_at=at + timedelta(days=7), at=at)
    assert refused(actions.end_delegation, delegation=row, person=david, at=at) == "no_right"
    actions.end_delegation(delegation=row, person=validator, at=at)
    assert may_decide(bob, ask(validators=[validator]), at).code == "not_named"


def test_the_substitute_is_called_when_the_time_is_over(ask, way, validator, official, at):
    approval = ask(workflow=way(("Lecture", {"people": [validator], "delay_hours": 24, "substitute": official})))
    assert may_decide(official, approval, at).code == "not_named"
    assert may_decide(official, approval, at + timedelta(hours=24)) is None
    actions.decide(approval=approval, person=official, is_approved=True, at=at + timedelta(hours=25))
    assert Decision.objects.get().is_substitute


def test_a_second_reading_is_by_somebody_else_and_says_why(ask, validator, official, at):
    second = SecondReading("Période électorale", (validator, official))
    approval = ask(validators=[validator], second=second)
    actions.decide(approval=approval, person=validator, is_approved=True, at=at)
    assert refused(actions.decide, approval=approval, person=validator, is_approved=True, comment="Neutre", at=at) == "second"
    assert refused(actions.decide, approval=approval, person=official, is_approved=True, at=at) == "no_reason"
    approval = actions.decide(approval=approval, person=official, is_approved=True, comment="Information neutre", at=at)
    assert approval.state == Approval.APPROVED


def test_the_most_particular_workflow_is_taken(way, validator):
    general = way(("Lecture", {"people": [validator]}), name="Toujours", order=1)
    special = way(("Lecture", {"people": [validator]}), name="Facebook", scopes=["account:7"], order=50)
    assert workflow_for({"account:7"}) == special
    assert workflow_for({"account:8"}) == general
    assert workflow_for([]) == general


def test_a_workflow_without_readers_is_refused_before_anything_waits(ask, way):
    assert refused(ask, workflow=way(name="Rien")) == "no_steps"
    assert refused(ask, workflow=way(("Élus", {"role": "official"}), name="Personne")) == "nobody"
    assert not Approval.objects.exists()


def test_a_text_from_an_approved_template_goes_at_once_until_the_review(notices, manager, validator, at):
    frame, subject = Subject("notice", 9), Subject("notice", 1)
    wave = {"subject": subject, "content_hash": "h1", "frame": frame, "frame_hash": "f", "asked_by": manager}
    assert refused(actions.wave_through, at=at, **wave) == "not_preapproved"
    assert refused(actions.preapprove, subject=frame, content_hash="f", until=at + timedelta(days=500), by=validator, at=at) == "too_long"
    actions.preapprove(subject=frame, content_hash="f", until=at + timedelta(days=365), by=validator, at=at)
    assert actions.wave_through(at=at, **wave).state == Approval.APPROVED
    assert Decision.objects.get().how == Decision.RULE
    assert refused(actions.wave_through, at=at, **(wave | {"frame_hash": "autre"})) == "not_preapproved"
    assert refused(actions.wave_through, at=at + timedelta(days=365), **wave) == "not_preapproved"


def test_another_hour_keeps_the_approval(ask, validator, at):
    approval = ask(validators=[validator], due_at=at)
    actions.decide(approval=approval, person=validator, is_approved=True, at=at)
    actions.move(subject=Subject("notice", 1), due_at=at + timedelta(days=1))
    assert Approval.objects.get().state == Approval.APPROVED
    assert Approval.objects.get().due_at == at + timedelta(days=1)


def test_only_the_administrator_arranges(way, manager, admin, validator, at):
    assert refused(actions.make_preset, preset="three", person=manager, at=at) == "no_right"
    made = actions.make_preset(preset="three", person=admin, at=at)
    last = made.steps.get(position=3)
    actions.move_step(step=last, person=admin, at=at)
    actions.delete_step(step=made.steps.get(position=1), person=admin, at=at)
    assert [(step.position, step.role) for step in made.steps.order_by("position")] == [(1, "official"), (2, "validator")]


def test_the_words_that_changed():
    pieces = word_diff("Le marché ouvre samedi à huit heures.", "Le marché ouvre dimanche à huit heures !")
    assert [(piece.kind, piece.text) for piece in pieces if piece.kind != "same"] == [
        ("gone", "samedi"), ("new", "dimanche"), ("gone", "."), ("new", " !"),
    ]  # fmt: skip
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == "Le marché ouvre dimanche à huit heures !"


def test_a_mention_finds_colleagues_only(chloe, bob, alice):
    assert mentioned("Qu’en penses-tu, @chloe ? Et @Bob, @Alice, bob@exemple.fr") == [chloe, bob]
    assert mentioned("Rien pour personne") == []


def test_those_without_account_hear_that_the_hour_was_missed(ask, way, at):
    outsider = Outsider.objects.create(name="Mme Roy", email="roy@example.org")
    approval = ask(workflow=way(("Maire", {"outsiders": [outsider]})))
    stage = approval.stages.get()
    actions.tell_missed(stage=stage)
    actions.tell_missed(stage=stage)
    assert Mail.objects.get().to == "roy@example.org"
