from datetime import timedelta

from beffroi.channels.webpush import actions, sending
from beffroi.channels.webpush.models import Notice, Subscription
from beffroi.kernel import clock
from beffroi.kernel.jobs import Later, task

BATCH = 200


@task(queue="webpush", retries=8)
def send_notice(notice_id: int) -> None:
    """One publication to all who want it, batch by batch; where a worker died, the next one goes on."""
    while True:
        notice = Notice.objects.filter(pk=notice_id, done_at=None, stopped_at=None).first()
        if notice is None:
            return
        at = clock.now()
        rows = list(actions.audience(notice).filter(pk__gt=notice.reached).order_by("pk")[:BATCH])
        if not rows:
            actions.finish(notice=notice, at=at)
            return
        _send(notice, [row for row in rows if actions.wants(row, notice.topics)], rows[-1].pk)


def _send(notice: Notice, rows: list[Subscription], reached: int) -> None:
    at = clock.now()
    pair = actions.keys(at=at)
    pushes = [
        sending.Push(
            endpoint=row.endpoint,
            p256dh=row.p256dh,
            auth=row.auth,
            key=str(row.pk),
            title=notice.title,
            body=notice.text,
            url=notice.url,
            topic=f"notice-{notice.key}",
            language=notice.language,
        )
        for row in rows
    ]
    outcomes = sending.send(pushes, public=pair.public, private=pair.private["key"], at=at)
    actions.note_outcomes(notice=notice, rows={str(row.pk): row for row in rows}, outcomes=outcomes, reached=reached, at=at)


@task(every=timedelta(minutes=5))
def send_waiting_notices() -> None:
    """What was asked for and whose job was lost."""
    since = clock.now() - timedelta(days=2)  # later it would be old news
    for pk in Notice.objects.filter(done_at=None, stopped_at=None, made_at__gt=since).values_list("pk", flat=True)[:20]:
        send_notice.using(unique=f"webpush-{pk}").enqueue(notice_id=pk)


@task(queue="webpush", retries=2)
def send_hello(subscription_id: int, title: str, body: str) -> None:
    """The first notification: one sees that it works."""
    row = Subscription.objects.filter(pk=subscription_id).first()
    if row is None:
        return
    at = clock.now()
    pair = actions.keys(at=at)
    push = sending.Push(
        endpoint=row.endpoint, p256dh=row.p256dh, auth=row.auth, key=f"hello-{row.pk}", title=title, body=body, language=row.language
    )
    outcome = sending.send([push], public=pair.public, private=pair.private["key"], at=at)[0]
    actions.note_outcomes(notice=None, rows={outcome.key: row}, outcomes=[outcome], reached=0, at=at)
    if outcome.wait:
        raise Later(timedelta(seconds=outcome.wait), outcome.detail)
