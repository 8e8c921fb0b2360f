"""Reports, decisions, appeals, sanctions, rules."""

from datetime import timedelta

import pytest
from beffroi_pytest import NOON
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from beffroi.commons.moderation import actions, queries, triage
from beffroi.commons.moderation.models import Appeal, Case, Decision, Flag, Rule
from beffroi.commons.moderation.retention import KEPT, forget_old
from beffroi.commons.moderation.rules import must_not_be_paused
from beffroi.commons.notifications.models import Notification
from beffroi.kernel.jobs import run_due
from beffroi.kernel.ledger import verify
from beffroi.kernel.models import Entry, Mail
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject

NOTE, OTHER = Subject("note", 1), Subject("note", 2)


def flag(person, reason="hate", subject=NOTE, **said):
    return actions.flag(subject=subject, person=person, reason=reason, at=NOON, **said)


@pytest.fixture
def anonymous():
    return AnonymousUser()


@pytest.fixture
def hidden(notes, rule, chloe):
    return actions.hide(subject=NOTE, rule=rule, reason="Une insulte.", facts="« nuls » vise les habitants.", by=chloe, at=NOON)


def code_of(call):
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.refusal.code


# Reports


def test_one_person_reports_once(notes, alice, david):
    flag(alice)
    flag(alice, reason="spam", text="En fait c’est de la publicité.")
    flag(david)
    case = Case.objects.get()
    assert (case.flags_count, case.flags.count()) == (2, 2)
    assert Flag.objects.get(voice=alice.voice).reason == "spam"


def test_anybody_reports_without_an_account_but_not_without_end(notes, anonymous):
    for n in range(10):
        flag(anonymous, subject=Subject("note", n), key="here")
    assert code_of(lambda: flag(anonymous, subject=Subject("note", 50), key="here")) == "too_often"
    flag(anonymous, subject=Subject("note", 50), key="elsewhere")


def test_the_queue_says_why_and_a_machine_decides_nothing(notes, alice, david, emma, rule, chloe):
    flag(alice, reason="off_topic", subject=OTHER)
    flag(alice)
    flag(david)
    first, second = Case.objects.order_by("-score")
    assert first.subject == NOTE
    said = " ".join(signal.sentence for signal in triage.in_words(first))
    assert "2 personnes l’ont signalé" in said
    assert first.score == sum(signal.points for signal in triage.in_words(first))
    for n in range(30):
        flag(alice if n % 2 else david, subject=OTHER)
    assert not notes.hidden
    actions.keep(subject=OTHER, by=chloe, at=NOON)
    flag(emma, subject=OTHER)
    assert "kept" in [signal["code"] for signal in Case.objects.get(subject_id=2, closed_at=None).signals]


def test_whoever_reported_is_told_what_became_of_it(notes, alice, anonymous, rule, chloe):
    flag(alice)
    receipt = flag(anonymous, email="eve@example.org", language="fr")
    actions.judge(case=Case.objects.get(), act="hide", rule=rule, reason="Une insulte.", by=chloe, at=NOON)
    run_due(at=NOON + timedelta(days=9999))
    assert Notification.objects.filter(account=alice, kind="moderation:reported").count() == 1
    mails = list(Mail.objects.filter(to="eve@example.org").order_by("pk"))
    assert len(mails) == 2
    assert all(receipt.key in mail.text for mail in mails)


# Decisions


def test_hiding_tells_the_author_the_rule_and_the_reason(notes, hidden, bob, rule):
    assert notes.hidden == {1}
    run_due(at=NOON + timedelta(days=9999))
    news = Notification.objects.get(account=bob, kind="moderation:hide")
    assert (news.params["rule"], news.params["reason"]) == (1, "Une insulte.")
    notice = queries.notices([NOTE, OTHER])
    assert list(notice) == [NOTE]
    assert (notice[NOTE].rule_number, notice[NOTE].reason) == (1, "Une insulte.")


def test_hiding_twice_is_one_decision(hidden, rule, chloe):
    again = actions.hide(subject=NOTE, rule=rule, reason="Encore.", by=chloe, at=NOON)
    assert again == hidden
    assert Decision.objects.count() == 1


def test_what_is_undone_is_shown_again_and_stays_in_the_register(notes, hidden, emma):
    actions.restore(subject=NOTE, by=emma, at=NOON, reason="Une citation.")
    assert not notes.hidden
    assert [one.act for one in Decision.objects.order_by("pk")] == ["hide", "restore"]
    assert Decision.objects.get(act="hide").undone_at == NOON
    assert not queries.notices([NOTE])
    assert code_of(lambda: actions.undo(decision=hidden, by=emma, at=NOON)) == "undone"
    assert actions.restore(subject=NOTE, by=emma, at=NOON) is None


def test_the_database_refuses_a_hiding_without_a_rule(bob):
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(subject_kind="note", subject_id=1, act="hide", made_at=NOON)
    Decision.objects.create(subject_kind="note", subject_id=1, act="keep", made_at=NOON)


@pytest.mark.parametrize("who", ["alice", "bob", "manager", "validator", "official"])
def test_only_moderators_decide(notes, rule, chloe, who, request):
    person = request.getfixturevalue(who)
    assert code_of(lambda: actions.hide(subject=NOTE, rule=rule, reason="Non.", by=person, at=NOON)) == "no_right"
    actions.hide(subject=NOTE, rule=rule, reason="Oui.", by=chloe, at=NOON)


def test_nobody_is_judge_of_her_own_words(notes, rule, chloe):
    notes.author = chloe
    assert code_of(lambda: actions.keep(subject=NOTE, by=chloe, at=NOON)) == "own"


def test_two_moderators_decide_a_case_once(notes, alice, chloe, emma, rule):
    flag(alice)
    case = Case.objects.get()
    actions.judge(case=case, act="keep", by=chloe, at=NOON)
    assert code_of(lambda: actions.judge(case=case, act="hide", rule=rule, reason="Non.", by=emma, at=NOON)) == "closed"
    assert not notes.hidden


def test_every_decision_is_in_the_ledger_by_ids_and_hashes(hidden, rule):
    entry = Entry.objects.get(kind="moderation.decision")
    assert (entry.data["decision"], entry.data["act"], entry.data["rule"]) == (hidden.pk, "hide", 1)
    assert "insulte" not in str(entry.data)
    assert not verify()


# Sanctions


def test_a_pause_ends_by_itself(notes, rule, chloe, bob):
    actions.pause(subject=NOTE, rule=rule, reason="Trois insultes.", days=7, by=chloe, at=NOON)
    refusal = must_not_be_paused(bob, NOON + timedelta(days=6))
    assert refusal.code == "paused"
    assert "19 mars 2026" in refusal.message
    assert must_not_be_paused(bob, NOON + timedelta(days=7)) is None


def test_a_ban_lasts_until_it_is_lifted(notes, rule, chloe, bob, emma):
    ban = actions.ban(subject=NOTE, rule=rule, reason="Encore.", by=chloe, at=NOON)
    assert must_not_be_paused(bob, NOON + timedelta(days=9999)).code == "banned"
    vars(bob).pop("_sanctions")
    actions.undo(decision=ban, by=emma, at=NOON)
    assert must_not_be_paused(bob, NOON) is None


@pytest.mark.parametrize("days", [0, -1, 91])
def test_a_pause_has_a_measure(notes, rule, chloe, bob, days):
    assert code_of(lambda: actions.pause(subject=NOTE, rule=rule, reason="x", days=days, by=chloe, at=NOON)) == "days"


def test_a_case_may_close_with_a_hiding_and_a_pause(notes, alice, chloe, rule, bob):
    flag(alice)
    made = actions.judge(case=Case.objects.get(), act="hide", rule=rule, reason="x", sanction="pause", days=3, by=chloe, at=NOON)
    assert [one.act for one in made] == ["pause", "hide"]
    assert notes.hidden == {1}
    assert must_not_be_paused(bob, NOON).code == "paused"
    assert Case.objects.get().closed_at == NOON


# Appeals


def test_an_appeal_is_decided_by_somebody_else(notes, hidden, bob, chloe, emma):
    appeal = actions.appeal(decision=hidden, person=bob, text="C’était une citation.", at=NOON)
    assert code_of(lambda: actions.decide_appeal(appeal=appeal, is_granted=False, answer="Non.", by=chloe, at=NOON)) == "same_person"
    actions.decide_appeal(appeal=appeal, is_granted=True, answer="Vous avez raison.", by=emma, at=NOON)
    assert not notes.hidden
    assert Decision.objects.get(act="restore").source == "appeal"
    assert code_of(lambda: actions.decide_appeal(appeal=appeal, is_granted=False, answer="Non.", by=emma, at=NOON)) == "decided"


def test_an_appeal_that_is_refused_changes_nothing(notes, hidden, bob, emma):
    appeal = actions.appeal(decision=hidden, person=bob, text="C’était une citation.", at=NOON)
    actions.decide_appeal(appeal=appeal, is_granted=False, answer="La règle est claire.", by=emma, at=NOON)
    assert notes.hidden == {1}
    run_due(at=NOON + timedelta(days=9999))
    assert Notification.objects.filter(account=bob, kind="moderation:appeal_refused").exists()


def test_the_author_appeals_once_within_six_months(hidden, alice, bob):
    late = hidden.appeal_until + timedelta(seconds=1)
    assert code_of(lambda: actions.appeal(decision=hidden, person=alice, text="x", at=NOON)) == "stranger"
    assert code_of(lambda: actions.appeal(decision=hidden, person=bob, text="x", at=late)) == "too_late"
    actions.appeal(decision=hidden, person=bob, text="x", at=hidden.appeal_until)
    assert code_of(lambda: actions.appeal(decision=hidden, person=bob, text="x", at=NOON)) == "appealed"
    assert Appeal.objects.count() == 1


# Rules


def test_a_town_is_never_without_rules(db):
    rules = queries.rules_in_force()
    assert [rule.number for rule in rules] == [1, 2, 3, 4, 5, 6, 7]
    assert all(rule.titles["fr"] and rule.titles["en"] and rule.texts["fr"] and rule.texts["en"] for rule in rules)


def test_a_change_is_a_new_version_and_decisions_keep_theirs(hidden, rule, manager):
    new = actions.change_rule(rule=rule, titles={"fr": "On reste poli"}, texts={"fr": "Toujours."}, by=manager, at=NOON)
    assert (new.number, new.version) == (1, 2)
    hidden.refresh_from_db()
    assert hidden.rule.titles["fr"] == "On se respecte"
    assert code_of(lambda: actions.change_rule(rule=rule, titles={"fr": "x"}, texts={"fr": "y"}, by=manager, at=NOON)) == "stale"
    assert actions.add_rule(titles={"fr": "Neuf"}, texts={"fr": "Neuf."}, by=manager, at=NOON).number == 8


def test_one_rule_always_remains(manager, db):
    for rule in queries.rules_in_force()[:-1]:
        actions.withdraw_rule(rule=rule, by=manager, at=NOON)
    assert code_of(lambda: actions.withdraw_rule(rule=queries.rules_in_force()[0], by=manager, at=NOON)) == "last"
    assert Rule.objects.filter(until=None).count() == 1


# Forgetting


def test_words_of_reports_go_after_a_year(notes, alice, chloe, anonymous):
    flag(alice, text="C’est moi qui le dis.")
    flag(anonymous, email="eve@example.org", name="Ève")
    actions.keep(subject=NOTE, by=chloe, at=NOON)
    assert forget_old(NOON + KEPT) == 0
    assert forget_old(NOON + KEPT + timedelta(seconds=1)) == 2
    assert forget_old(NOON + KEPT + timedelta(seconds=1)) == 0
    assert not Flag.objects.exclude(text="", name="", email="", voice=None).exists()


def test_whoever_leaves_is_no_longer_in_the_reports(notes, hidden, alice, bob):
    flag(alice, subject=OTHER, text="Je le connais.")
    actions.forget(account=alice, at=NOON)
    actions.forget(account=bob, at=NOON)
    assert not Flag.objects.exclude(text="", voice=None).exists()
    hidden.refresh_from_db()
    assert (hidden.facts, hidden.reason) == ("", "Une insulte.")
