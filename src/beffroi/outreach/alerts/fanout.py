"""From one release to everybody concerned: rows first, then two lanes for each way, ahead of all other work."""

from datetime import timedelta

from django.utils.translation import gettext as _

from beffroi.channels.base.direct import AGAIN, EMAIL, FAILED, PUSH, UNKNOWN, DirectSender, Outcome
from beffroi.kernel import clock
from beffroi.kernel.jobs import Later, task
from beffroi.outreach.alerts import sending, ways
from beffroi.outreach.alerts.models import Release, Sending
from beffroi.outreach.alerts.speaking import Words, words

LANES = {EMAIL: 2, PUSH: 2}
BATCH = 100  # rows in hand at once: what a killed worker leaves uncertain
AHEAD = timedelta(days=1)  # jobs run in the order of their hour: these come first


@task(retries=6)
def spread_release(release_id: int) -> None:
    """Write a row for everybody concerned, then open the lanes."""
    at = clock.now()
    release = Release.objects.get(pk=release_id)
    sending.spread(release=release, at=at)
    for way in ways.WAYS:
        for lane in range(LANES.get(way, 1)):
            send_lane.using(run_after=at - AHEAD, unique=f"alert-{release_id}-{way}-{lane}").enqueue(
                release_id=release_id, way=way, lane=lane
            )


@task(retries=6, longest=timedelta(minutes=20))
def send_lane(release_id: int, way: str, lane: int) -> None:
    """Take, send, settle, until nothing is left."""
    release = Release.objects.get(pk=release_id)
    sender = ways.sender_of(way)
    if sender is None:
        sending.give_up(release=release, way=way, why=_("This way is not set up."), at=clock.now())
        return
    spoken = release.content.get("translations", {})
    said = {language: words(release, way, language) for language in ("", *spoken)}
    while rows := sending.take(release=release, way=way, most=BATCH, at=clock.now()):
        by_language: dict[str, list[Sending]] = {}
        for row in rows:
            language = row.subscription.language
            by_language.setdefault(language if language in spoken else "", []).append(row)
        while by_language:
            language, group = by_language.popitem()
            try:
                _send(sender, said[language], group)
            except Exception:
                # Those in another language were not begun.
                left = [row for rest in by_language.values() for row in rest]
                sending.settle(sendings=left, outcomes=[Outcome("", AGAIN, "", 5) for _row in left], at=clock.now())
                raise
    if later := sending.next_at(release=release, way=way):
        raise Later(max(later - clock.now(), timedelta(seconds=5)))


def _send(sender: DirectSender, said: Words, rows: list[Sending]) -> None:
    """Rows that say the same, in one go."""
    at = clock.now()
    items = [said.to(row, at=at) for row in rows]
    try:
        outcomes = sender.send_many(items, at=at)
    except Exception as error:
        # A way that breaks in the middle has perhaps sent some: said so, never sent twice.
        sending.settle(sendings=rows, outcomes=[Outcome(item.key, UNKNOWN, repr(error)[:200]) for item in items], at=clock.now())
        raise
    if len(outcomes) != len(items):
        outcomes = [Outcome(item.key, FAILED, "no answer for each") for item in items]
    sending.settle(sendings=rows, outcomes=outcomes, at=clock.now())


def begin(release: Release) -> None:
    """In the transaction of the release."""
    spread_release.using(run_after=release.sent_at - AHEAD, unique=f"alert-{release.pk}").enqueue(release_id=release.pk)


def again(release: Release, way: str) -> None:
    """One more lane, for what waits again."""
    send_lane.using(run_after=release.sent_at - AHEAD, unique=f"alert-{release.pk}-{way}-again").enqueue(
        release_id=release.pk, way=way, lane=9
    )
