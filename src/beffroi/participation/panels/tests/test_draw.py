import json
from datetime import timedelta

import pytest
from django.db import connection

from beffroi.engines.lottery.result import wrong_inside, wrong_with
from beffroi.kernel.jobs import run_due
from beffroi.kernel.ledger import Entry
from beffroi.kernel.models import Mail
from beffroi.kernel.rules import Refused
from beffroi.participation.panels import actions, codes, lists, wording
from beffroi.participation.panels.models import Candidate, Invitation, Lottery, Panel, Seat, Value
from beffroi.participation.panels.pool import features_of
from beffroi.participation.panels.tests.conftest import said


def test_letters_follow_from_the_list_and_go_once_to_each(panel, at):
    text = "Nom;Prénom;Adresse;CP;Ville\n" + "".join(f"Martin;Zoé {n};{n} rue Basse;99120;Clairbourg\n" for n in range(30))
    lines = lists.read(text)
    assert len(lines) == 30
    assert lines[3] == lists.Line("Zoé 3 Martin", "3 rue Basse\n99120\nClairbourg")
    assert lists.read(text + text.split("\n", 1)[1]) == lines  # who is there twice has one chance
    assert lists.drawn(lines, 8, panel_id=1, wave=1) == lists.drawn(lines[::-1], 8, panel_id=1, wave=1)
    first = actions.draw_letters(panel=panel, person=None, lines=lines, how_many=20, source="liste", at=at)
    second = actions.draw_letters(panel=panel, person=None, lines=lines, how_many=20, source="liste", at=at)
    assert (first.drawn_count, second.drawn_count) == (20, 10)
    letters = list(Invitation.objects.filter(panel=panel))
    assert len({row.letter["address"] for row in letters}) == 30
    with pytest.raises(Refused, match="personne"):
        actions.draw_letters(panel=panel, person=None, lines=lines, how_many=5, source="liste", at=at)
    with connection.cursor() as cursor:  # nothing can be read in the table
        cursor.execute("SELECT letter FROM panels_invitation")
        assert not any("Martin" in row[0] or "Basse" in row[0] for row in cursor.fetchall())


def test_who_signs_up_counts_and_may_change_or_leave(panel, letters, at):
    row = actions.join(panel=panel, given=said(0, email="zoe@example.org"), at=at, invitation=letters[0])
    assert codes.key_of(letters[0].letter["code"].lower().replace("-", " ")) == row.code_key
    assert Value.objects.get(key="jeunes").pool_count == 1
    assert row.pseudonym in Mail.objects.get(to="zoe@example.org").text
    again = actions.join(panel=panel, given=said(1), at=at, invitation=letters[0])
    assert again.pk == row.pk
    assert (Value.objects.get(key="jeunes").pool_count, Value.objects.get(key="aines").pool_count) == (0, 1)
    actions.decline(invitation=letters[1], at=at)
    actions.leave(candidate=again, at=at)
    panel.refresh_from_db()
    assert (panel.candidates_count, panel.declined_count, Value.objects.get(key="aines").pool_count) == (0, 2, 0)
    assert not Candidate.objects.exists()
    assert all(row.letter == {} for row in Invitation.objects.filter(state="no"))


def test_advice_says_which_quota_and_by_how_much(full, manager, at):
    features = features_of(full)
    assert wording.verdict(full, features) == (True, [])
    young, old = Value.objects.get(key="jeunes"), Value.objects.get(key="aines")
    actions.save_quotas(panel=full, person=manager, quotas={young.pk: (4, 4), old.pk: (2, 2)})
    is_met, found = wording.verdict(full, features_of(full))
    assert not is_met
    assert "6" in found[0]
    assert "4" in found[0]
    Candidate.objects.filter(panel=full).first()
    for row in Candidate.objects.filter(panel=full):
        if row.answers["votre-age"] == "jeunes" and Value.objects.get(key="jeunes").pool_count > 2:
            actions.leave(candidate=row, at=at)
    full.refresh_from_db()
    actions.save_quotas(panel=full, person=manager, quotas={young.pk: (3, 4), old.pk: (0, 4)})
    is_met, found = wording.verdict(full, features_of(full))
    assert not is_met
    assert "Jeunes" in found[0]
    assert "2 personnes se sont inscrites" in found[0]
    closed = actions.close_pool(panel=full, person=manager, at=at)
    opened = actions.keep_draw(panel=closed, made=actions.calculate(closed), at=at)
    assert opened.state == "open"
    assert wording.advice_said(opened.trouble, opened, features_of(opened)) == found


def test_panels_are_published_before_the_dice_and_then_nothing_moves(ready, manager, bob, at):
    for act in (
        lambda: actions.throw(panel=ready, person=manager, dice=[0, 4, 2], at=at),
        lambda: actions.join(panel=ready, given=said(3), at=at, agent=manager, way="phone"),
        lambda: actions.save_quotas(panel=ready, person=manager, quotas={}),
        lambda: actions.publish(panel=ready, person=bob, throw_at=at, throw_place="Halle", at=at),
    ):
        with pytest.raises(Refused):
            act()
    later = at + timedelta(days=3)
    panel = actions.publish(panel=ready, person=manager, throw_at=later, throw_place="Halle", at=at)
    with pytest.raises(Refused, match="annonc"):
        actions.throw(panel=panel, person=manager, dice=[0, 4, 2], at=later - timedelta(hours=2))
    with pytest.raises(Refused):
        actions.open_again(panel=panel, person=manager, at=at)
    with pytest.raises(Refused, match="dés"):
        actions.throw(panel=panel, person=manager, dice=[10, 4, 2], at=later)
    panel = actions.throw(panel=panel, person=manager, dice=[0, 4, 2], at=later)
    with pytest.raises(Refused, match="ne change plus"):
        actions.throw(panel=panel, person=manager, dice=[0, 4, 3], at=later)
    lottery = Lottery.objects.get(panel=panel)
    made = json.loads(lottery.result)
    assert wrong_inside(made) == []
    assert wrong_with(made, lottery.people["csv"].encode(), lottery.quotas.encode()) == []
    assert {seat.candidate.pseudonym for seat in panel.seats.all()} == set(made["panels"][42])
    assert sum(line["panel"] for line in panel.figures["report"] if line["feature"] == "votre-age" and line["value"] != "-") == 4
    entries = list(Entry.objects.filter(subject_kind="panel").order_by("sequence"))
    assert [entry.kind for entry in entries] == ["panels:published", "panels:drawn"]
    assert entries[0].data["fingerprint"] == entries[1].data["fingerprint"] == made["fingerprint"]
    assert all("@" not in entry.data.get("dice", "") for entry in entries)


def test_a_tampered_list_of_panels_draws_nobody(ready, manager, at):
    panel = actions.publish(panel=ready, person=manager, throw_at=at, throw_place="Halle", at=at)
    lottery = Lottery.objects.get(panel=panel)
    made = json.loads(lottery.result)
    made["panels"][42] = made["panels"][43]
    Lottery.objects.filter(pk=lottery.pk).update(result=json.dumps(made))
    with pytest.raises(Refused, match="Rien n’a été tiré"):
        actions.throw(panel=panel, person=manager, dice=[0, 4, 2], at=at)


def test_a_place_is_declined_and_goes_to_somebody_alike(drawn, manager, at):
    seats = list(drawn.seats.select_related("candidate").order_by("number"))
    gone = next(seat for seat in seats if seat.candidate.answers["votre-age"] == "aines")  # five of each kind: two can be replaced
    actions.answer_seat(seat=gone, accepts=False, at=at)
    with pytest.raises(Refused):
        actions.answer_seat(seat=gone, accepts=True, at=at)
    made = actions.fill(seat=gone, person=manager, at=at)
    assert made.number == gone.number
    if made.same_kind:
        assert made.candidate.answers == gone.candidate.answers
    with pytest.raises(Refused):
        actions.fill(seat=gone, person=manager, at=at)
    with pytest.raises(Refused):
        actions.move_seat(seat=made, person=manager, state=Seat.SILENT, at=at)
    late = made.answer_by + timedelta(hours=1)
    actions.move_seat(seat=made, person=manager, state=Seat.SILENT, at=late)
    third = actions.fill(seat=made, person=manager, at=late)
    assert third.candidate_id not in {gone.candidate_id, made.candidate_id}
    assert Entry.objects.filter(kind="panels:replaced").count() == 2


def test_those_who_are_drawn_are_told_and_nobody_else_is_named(drawn, at):
    run_due(at=at + timedelta(minutes=5))
    drawn_ones = {seat.candidate.contact.get("email", "") for seat in drawn.seats.select_related("candidate")} - {""}
    said_yes = {mail.to for mail in Mail.objects.filter(subject__contains="Le sort est tombé")}
    assert said_yes == drawn_ones
    others = {f"p{number}@example.org" for number in range(1, 14, 2)} - drawn_ones
    assert {mail.to for mail in Mail.objects.filter(text__contains="un autre panel")} == others
    assert not any(row.letter for row in Invitation.objects.filter(panel=drawn).exclude(state="yes"))


def test_the_job_prepares_what_was_closed(full, manager, at):
    actions.close_pool(panel=full, person=manager, at=at)
    for _round in range(3):
        run_due(at=at + timedelta(minutes=5))
    full.refresh_from_db()
    assert full.state == "ready"
    assert len(full.fingerprint) == 64


def test_everything_personal_goes_after_the_end(drawn, manager, at):
    panel = actions.end(panel=drawn, person=manager, at=at)
    assert actions.forget_due(at=at + timedelta(days=panel.keep_days - 1)) == 0
    assert actions.forget_due(at=at + timedelta(days=panel.keep_days + 2)) == 1
    with connection.cursor() as cursor:
        for column in ("candidate.contact", "candidate.answers", "candidate.needs", "invitation.letter", "lottery.people"):
            table, name = column.split(".")
            cursor.execute(f"SELECT count(*) FROM panels_{table} WHERE {name} <> ''")
            assert cursor.fetchone()[0] == 0, column
    panel.refresh_from_db()
    assert panel.figures["report"]  # figures stay, and the file too
    assert wrong_inside(json.loads(Lottery.objects.get(panel=panel).result)) == []
    assert Panel.objects.get(pk=panel.pk).state == "over"


def test_a_closed_account_leaves_the_pool(panel, alice, at):
    row = actions.join(panel=panel, given=said(1, email=alice.email), at=at, account=alice)
    assert actions.join(panel=panel, given=said(2, email=alice.email), at=at, account=alice).pk == row.pk
    actions.forget_account(account=alice, at=at)
    assert not Candidate.objects.exists()
    panel.refresh_from_db()
    assert panel.candidates_count == 0
