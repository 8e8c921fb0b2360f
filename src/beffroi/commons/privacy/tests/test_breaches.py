from datetime import timedelta

import pytest
from beffroi_pytest import NOON

from beffroi.commons.privacy import actions
from beffroi.commons.privacy.models import Breach
from beffroi.kernel.models import Entry
from beffroi.kernel.rules import Refused
from beffroi.ui.desk import desk_tasks

SAID = {
    "title": "A list sent to the wrong person",
    "nature": "seen",
    "known_at": NOON,
    "story": "An e-mail.",
    "risk": "high",
    "measures": "Asked to delete it.",
}


@pytest.fixture
def breach(admin):
    return actions.note_breach(by=admin, values=SAID, at=NOON)


def test_the_authority_is_due_within_72_hours(breach):
    assert breach.due_at == NOON + timedelta(hours=72)
    assert (breach.must_tell_authority, breach.must_tell_people) == (True, True)


def test_a_breach_is_not_closed_before_everybody_knows(breach, admin):
    for told, code in (({}, "authority"), ({"authority_told_at": NOON}, "people")):
        Breach.objects.filter(pk=breach.pk).update(**told)
        breach.refresh_from_db()
        with pytest.raises(Refused) as refused:
            actions.close_breach(breach=breach, by=admin, at=NOON)
        assert refused.value.refusal.code == code
    Breach.objects.filter(pk=breach.pk).update(people_told_at=NOON)
    breach.refresh_from_db()
    actions.close_breach(breach=breach, by=admin, at=NOON)
    assert Breach.objects.get().is_closed


def test_without_risk_nobody_need_be_told(admin):
    breach = actions.note_breach(by=admin, values={**SAID, "risk": "low"}, at=NOON)
    actions.close_breach(breach=breach, by=admin, at=NOON)


def test_two_who_write_at_once_lose_nothing(breach, admin):
    actions.write_breach(breach=breach, by=admin, values={"story": "First."}, version=1, at=NOON)
    with pytest.raises(Refused) as refused:
        actions.write_breach(breach=breach, by=admin, values={"story": "Second."}, version=1, at=NOON)
    assert refused.value.refusal.code == "stale"
    assert Breach.objects.get().story == "First."


def test_only_the_administrator_keeps_the_book_and_the_ledger_has_no_words(breach, bob, manager):
    for person in (bob, manager):
        with pytest.raises(Refused):
            actions.note_breach(by=person, values=SAID, at=NOON)
    assert "wrong person" not in str(list(Entry.objects.values_list("data", flat=True)))


def test_the_desk_counts_what_is_to_tell_and_what_is_late(breach, admin):
    task = desk_tasks["breaches"]
    assert (task.count(admin, NOON), task.late(admin, NOON)) == (1, 0)
    assert task.late(admin, NOON + timedelta(hours=73)) == 1
    Breach.objects.update(authority_told_at=NOON)
    assert (task.count(admin, NOON), task.late(admin, NOON + timedelta(hours=73))) == (0, 0)
