"""One row for each release and subscriber, written in bulk; each is taken by one worker, sent, and settled.

Taken means: it may be on its way. A worker that dies with rows in hand leaves them "uncertain"; they are not sent again
by themselves, because nobody can know. A person may decide to.
"""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from beffroi.channels.base.direct import AGAIN, FAILED, GONE, SENT, UNKNOWN, Outcome
from beffroi.ground.people.models import Account, Grant
from beffroi.ground.people.rights import TEAM_ROLES
from beffroi.kernel import edition
from beffroi.kernel.rules import require
from beffroi.outreach.alerts.areas import Wanted
from beffroi.outreach.alerts.content import reach_of
from beffroi.outreach.alerts.hazards import HAZARDS
from beffroi.outreach.alerts.models import Release, Sending, Subscription
from beffroi.outreach.alerts.models.reach import EMAIL, SMS
from beffroi.outreach.alerts.rules import may_end, preferences

AT_ONCE = 500
MOST_TRIES = 8
WAIT = 60  # seconds
LOST_AFTER = timedelta(minutes=5)
STATES = {SENT: Sending.SENT, GONE: Sending.GONE, FAILED: Sending.FAILED, UNKNOWN: Sending.UNKNOWN}


@transaction.atomic
def spread(*, release: Release, at: datetime) -> int:
    """A sending for everybody concerned. May be called again: one row each."""
    count, batch = 0, []
    for subscription_id, way in concerned(release):
        batch.append(Sending(release=release, subscription_id=subscription_id, way=way))
        if len(batch) == AT_ONCE:
            count += _write(batch)
            batch = []
    count += _write(batch)
    Release.objects.filter(pk=release.pk).update(spread_at=at)
    edition.bump()
    return count


def _write(batch: list[Sending]) -> int:
    Sending.objects.bulk_create(batch, ignore_conflicts=True)
    return len(batch)


def concerned(release: Release) -> Iterator[tuple[int, str]]:
    """Subscriptions that this release concerns: by topic and place; who was told of it before; of an exercise, the team alone."""
    reach, topic = reach_of(release.content), HAZARDS[release.content["hazard"]].topic
    live = Subscription.objects.filter(confirmed_at__isnull=False)
    if release.content["exercise"]:
        team = Grant.objects.current().filter(role__in=TEAM_ROLES).values("account_id")
        emails = Account.objects.filter(pk__in=team, is_active=True).exclude(email=None).values("email")
        live = live.filter(Q(account__in=team) | Q(way=EMAIL, address__in=emails))
    told = set(
        Sending.objects.filter(release__alert_id=release.alert_id, release__number__lt=release.number).values_list(
            "subscription_id", flat=True
        )
    )
    districts: dict[int, set[int]] = {}
    for pk, district in Subscription.districts.through.objects.values_list("subscription_id", "district_id"):
        districts.setdefault(pk, set()).add(district)
    sms_left = preferences().sms_most
    rows = live.order_by("pk").values_list("pk", "way", "topics", "area_kind", "longitude", "latitude", "radius")
    for pk, way, topics, kind, longitude, latitude, radius in rows.iterator(chunk_size=2000):
        wanted = Wanted(kind, frozenset(districts.get(pk, ())), longitude, latitude, radius)
        if pk not in told and ((topics and topic not in topics) or not reach.concerns(wanted)):
            continue
        if way == SMS:
            if not sms_left:
                continue
            sms_left -= 1
        yield pk, way


def take(*, release: Release, way: str, most: int, at: datetime) -> list[Sending]:
    """Rows for this worker alone."""
    token = secrets.token_hex(16)
    with transaction.atomic():
        due = Sending.objects.waiting().filter(Q(again_at=None) | Q(again_at__lte=at), release=release, way=way)
        found = list(due.order_by("pk").values_list("pk", flat=True)[:most])
        if (
            not Sending.objects.waiting()
            .filter(pk__in=found)
            .update(state=Sending.TAKEN, taken_by=token, taken_at=at, tries=F("tries") + 1)
        ):
            return []
    return list(Sending.objects.filter(taken_by=token).select_related("subscription").order_by("pk"))


@transaction.atomic
def settle(*, sendings: list[Sending], outcomes: list[Outcome], at: datetime) -> None:
    """Write down what became of them. Who asks to come again is waited for a little longer each time."""
    by_state: dict[tuple[str, str, datetime | None], list[Sending]] = {}
    for sending, outcome in zip(sendings, outcomes, strict=True):
        again = outcome.state == AGAIN and sending.tries < MOST_TRIES
        state = Sending.WAITING if again else STATES.get(outcome.state, Sending.FAILED)
        wait = at + timedelta(seconds=(outcome.wait or WAIT) * sending.tries) if again else None
        by_state.setdefault((state, outcome.detail[:300], wait), []).append(sending)
    for (state, detail, again_at), rows in by_state.items():
        held = Sending.objects.filter(pk__in=[row.pk for row in rows], state__in=[Sending.TAKEN, Sending.UNKNOWN])
        settled = None if again_at else at
        held.update(state=state, error=detail, settled_at=settled, again_at=again_at, taken_by="", taken_at=None)
        _note_failures(state, [row.subscription_id for row in rows])


def next_at(*, release: Release, way: str) -> datetime | None:
    """When the first of those who wait may be tried again."""
    waiting = Sending.objects.waiting().filter(release=release, way=way, again_at__isnull=False)
    return waiting.order_by("again_at").values_list("again_at", flat=True).first()


def _note_failures(state: str, subscriptions: list[int]) -> None:
    """An address that is gone is forgotten; one that fails for good five times as well."""
    if state == Sending.GONE:
        Subscription.objects.filter(pk__in=subscriptions).update(confirmed_at=None, failures=F("failures") + 1)
    elif state == Sending.FAILED:
        Subscription.objects.filter(pk__in=subscriptions).update(failures=F("failures") + 1)
        Subscription.objects.filter(pk__in=subscriptions, failures__gte=5).update(confirmed_at=None)
    elif state == Sending.SENT:
        Subscription.objects.filter(pk__in=subscriptions, failures__gt=0).update(failures=0)


@transaction.atomic
def lose(*, at: datetime) -> int:
    """Rows whose worker is gone: it may have sent them."""
    lost = Sending.objects.filter(state=Sending.TAKEN, taken_at__lt=at - LOST_AFTER)
    return lost.update(state=Sending.UNKNOWN, taken_by="", settled_at=at)


@transaction.atomic
def give_up(*, release: Release, way: str, why: str, at: datetime) -> int:
    """A way that does not work here: its rows say so."""
    return Sending.objects.waiting().filter(release=release, way=way).update(state=Sending.FAILED, error=why[:300], settled_at=at)


@transaction.atomic
def send_uncertain_again(*, release: Release, person: Account) -> int:
    """Somebody decides that twice is better than never."""
    require(may_end(person, release.alert))
    return Sending.objects.filter(release=release, state=Sending.UNKNOWN).update(
        state=Sending.WAITING, settled_at=None, tries=0, again_at=None
    )
