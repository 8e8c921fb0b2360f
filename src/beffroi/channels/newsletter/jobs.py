import time
from datetime import datetime, timedelta

from django.utils import timezone

from beffroi.channels.base.direct import AGAIN
from beffroi.channels.newsletter import actions, rendering
from beffroi.channels.newsletter.models import Issue, Letter
from beffroi.channels.newsletter.smtp import Line
from beffroi.kernel import clock
from beffroi.kernel.jobs import Later, limit, task
from beffroi.kernel.rules import Refused

limit("newsletter", 2)
LONGEST = 240.0  # seconds of one run; the rest is another run's


def send(issue: Issue) -> None:
    """Ask for a run; one at a time for each issue."""
    send_issue.using(unique=f"newsletter-{issue.pk}").enqueue(issue_id=issue.pk)


@task(queue="newsletter", retries=20)
def send_issue(issue_id: int) -> None:
    """Mail by mail, as fast as the letter allows, until none waits."""
    issue = Issue.objects.filter(pk=issue_id, state=Issue.SENDING).select_related("letter__account").first()
    if issue is None:
        return
    at = clock.now()
    actions.give_up_stale(issue=issue, at=at)
    made = rendering.render(issue)
    made = rendering.with_links(made, actions.links_of(issue=issue, urls=rendering.urls_in(made.html)))
    begun, sent, most = time.monotonic(), 0, max(issue.letter.per_minute, 1)
    with Line() as line:
        while time.monotonic() - begun < LONGEST:
            if not Issue.objects.filter(pk=issue_id, state=Issue.SENDING).exists():  # somebody stopped it
                return
            if sent >= most:
                raise Later(timedelta(seconds=max(1.0, 60 - (time.monotonic() - begun))), "as many as one minute allows")
            rows = actions.take(issue=issue, at=clock.now())
            if not rows:
                break
            row, at = rows[0], clock.now()
            if (closed := line.open()) is not None:
                actions.give_back(recipient=row, at=at)
                raise Later(timedelta(seconds=closed.wait), closed.detail)
            mail = rendering.message(
                made, letter=issue.letter, issue_id=issue.pk, subscriber_id=row.subscriber_id, to=row.subscriber.email, at=at
            )
            actions.settle(recipient=row, outcome=line.send(mail, str(row.pk)), at=clock.now())
            sent += 1
    if not actions.finish(issue=issue, at=clock.now()):
        raise Later(timedelta(minutes=1), AGAIN)


def _next_hour(at: datetime) -> datetime | None:
    rows = Issue.objects.filter(state=Issue.PLANNED, planned_at__gt=at)
    return rows.order_by("planned_at").values_list("planned_at", flat=True).first()


@task(every=timedelta(minutes=1), ahead=_next_hour)
def send_due_issues() -> None:
    """What was planned, the gathered issue whose day has come, and what a lost job left."""
    at = clock.now()
    here = timezone.localtime(at)
    for issue in Issue.objects.filter(state=Issue.PLANNED, planned_at__lte=at).select_related("letter")[:20]:
        _begin(issue)
    for letter in Letter.objects.filter(rhythm=Letter.DIGEST, day=here.isoweekday(), hour__lte=here.hour):
        due = here.replace(hour=letter.hour, minute=0, second=0, microsecond=0)
        gathered = Issue.objects.filter(letter=letter, state=Issue.DRAFT, author=None, made_at__lt=due).order_by("pk").first()
        if gathered and gathered.blocks.filter(withdrawn_at=None).exists():
            _begin(gathered)
    for issue in Issue.objects.filter(state=Issue.SENDING)[:20]:
        send(issue)


def _begin(issue: Issue) -> None:
    try:
        actions.queue(issue=issue, at=clock.now())
    except Refused:  # emptied meanwhile
        return
    send(issue)
