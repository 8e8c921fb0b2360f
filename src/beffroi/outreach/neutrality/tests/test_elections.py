from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from beffroi.ground.people.testing import sign_in
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject
from beffroi.outreach.neutrality import actions, queries
from beffroi.outreach.neutrality.lint import lint
from beffroi.outreach.neutrality.models import Election, Flag, Setting
from beffroi.outreach.neutrality.rules import must_have_second_approval
from beffroi.outreach.neutrality.types import Said, Watched, watched

PARIS = ZoneInfo("Europe/Paris")
db = pytest.mark.django_db


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=PARIS)


def municipal(**more):
    values = {"name": "Municipales", "level": Election.MUNICIPAL, "month": date(2026, 3, 1), "first_round": date(2026, 3, 15)}
    return Election(**(values | {"second_round": date(2026, 3, 22)} | more))


# Dates of the reference: March 2020 began on 1 September 2019; June 2021 would have begun on 1 December 2020.
@pytest.mark.parametrize(
    ("month", "starts"),
    [(date(2020, 3, 1), date(2019, 9, 1)), (date(2021, 6, 1), date(2020, 12, 1)), (date(2027, 4, 1), date(2026, 10, 1))],
)
def test_the_window_begins_six_months_before_the_month(month, starts):
    assert Election(month=month).starts_on == starts


def test_a_law_may_say_another_beginning_and_a_known_day_its_end():
    assert Election(month=date(2021, 6, 1), window_start=date(2020, 9, 1)).starts_on == date(2020, 9, 1)
    assert Election(month=date(2027, 12, 1)).ends_on == date(2027, 12, 31)
    assert municipal().ends_on == date(2026, 3, 22)


@db
@pytest.mark.parametrize(
    ("day", "how", "is_on"),
    [
        (date(2025, 8, 31), {}, False),
        (date(2025, 9, 1), {}, True),
        (date(2026, 3, 22), {}, True),
        (date(2026, 3, 23), {}, False),
        (date(2026, 1, 5), {"level": Election.LEGISLATIVE}, False),
        (date(2026, 1, 5), {"level": Election.LEGISLATIVE, "concerned": "yes", "reason": "Une adjointe est candidate"}, True),
        (date(2026, 1, 5), {"concerned": "no", "reason": "Élection annulée"}, False),
    ],
)
def test_when_and_whom_it_concerns(day, how, is_on):
    municipal(**how).save()
    assert bool(queries.election_on(day)) == is_on


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("La piscine ouvre samedi à 9 h.", []),
        ("Un bilan exceptionnel !", ["praise", "record"]),
        ("Grâce à votre équipe, l’école est rénovée.", ["team"]),
        ("Nous avons réalisé 12 km de pistes.", ["achieved"]),
        ("Avant / après : la place", ["before_after"]),
        ("Jean Dupont inaugure la halle", ["official"]),
        ("Jean Dupontel, artisan, expose", []),
        ("Le succès de la fête", ["praise"]),
        ("Travaux rue des Élus : circulation alternée", []),
    ],
)
def test_what_a_judge_would_notice(text, codes):
    assert [warning.code for warning in lint(text, officials=["Jean Dupont"])] == codes


def test_the_picture_and_the_volume_are_noticed():
    assert [w.found for w in lint("", alts=["Le maire coupe le ruban"])] == ["Le maire coupe le ruban"]
    assert lint("", volume=(12, 6.0))[0].code == "volume"
    assert not lint("", volume=(5, 1.0))


class Notices(Watched):
    kind = "notice"
    text, exempt = "Un bilan exceptionnel", False

    def said(self, id):
        return Said(self.text, is_exempt=self.exempt)

    def months(self, since, until):
        return {date(2026, 1, 1): 3, date(2025, 1, 1): 2}


@db
def test_what_is_noticed_asks_for_a_second_approval_and_is_logged(manager):
    municipal().save()
    notices, subject, day = Notices(), Subject("notice", 1), noon(date(2026, 1, 5))
    with watched.with_more(notices):
        assert must_have_second_approval(subject, day).code == "second_approval"
        assert must_have_second_approval(subject, noon(date(2026, 5, 5))) is None
        notices.exempt = True
        assert must_have_second_approval(subject, day) is None
        notices.exempt, notices.text = False, "La piscine ouvre samedi."
        assert must_have_second_approval(subject, day) is None
        assert must_have_second_approval(subject, noon(date(2026, 3, 14))) is not None  # the eve
        seen = queries.look_at(subject, noon(date(2026, 3, 14)))
        flag = actions.note_flag(subject=subject, content_hash="h", seen=seen, reason="Horaires", by=manager, at=noon(date(2026, 3, 14)))
    assert flag.warnings == ["freeze"]


@db
def test_the_known_elections_are_written_in_once(at, admin):
    assert actions.preload(at=at) == 4
    actions.delete_election(election=Election.objects.get(level=Election.REGIONAL), person=admin, at=at)
    assert actions.preload(at=at) == 0
    assert queries.election_on(date(2031, 9, 1)).name == "Municipales 2032"


@db
def test_only_the_administrator_says_whether_it_concerns(manager, admin, at):
    row = municipal()
    row.save()
    with pytest.raises(Refused):
        actions.keep_election(election=row, person=manager, values={"concerned": "no", "reason": "Non"}, at=at)
    page, boss = reverse("neutrality:election", args=[row.pk]), sign_in(Client(), admin)
    said = {"name": "Municipales", "level": "municipal", "month": "2026-03", "first_round": "2026-03-15", "concerned": "no", "reason": ""}
    assert "error-summary" in boss.post(page, said).content.decode()
    boss.post(page, said | {"reason": "Commune fusionnée"})
    assert not Election.objects.get().is_concerning


@db
def test_the_desk_shows_windows_reasons_and_rhythm(manager, admin):
    municipal(month=date.today().replace(day=1), first_round=None, second_round=None).save()
    Setting.objects.create(pk=1, officials="Jean Dupont\n\n Anne Roy ")
    assert queries.setting().names == ["Jean Dupont", "Anne Roy"]
    now = noon(date.today()) - timedelta(hours=1)
    Flag.objects.create(
        subject_kind="post", subject_id=1, content_hash="h", warnings=["praise"], reason="Information neutre", by=manager, at=now
    )
    with watched.with_more(Notices()):
        shown = sign_in(Client(), manager).get(reverse("neutrality:index")).content.decode()
    for words in ("Information neutre", "L52-1", "Municipales"):
        assert words in shown
    assert sign_in(Client(), manager).get(reverse("neutrality:settings")).status_code == 403
    assert sign_in(Client(), admin).get(reverse("neutrality:settings")).status_code == 200
