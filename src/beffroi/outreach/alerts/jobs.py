from datetime import timedelta

from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.outreach.alerts import actions, sending
from beffroi.outreach.alerts.actions import sources as warned
from beffroi.outreach.alerts.actions import subscribing
from beffroi.outreach.alerts.models import Alert, Source
from beffroi.outreach.alerts.rules import preferences
from beffroi.outreach.alerts.sources import ADAPTERS, SourceFailed


@task(every=timedelta(seconds=30))
def watch_alerts() -> None:
    """End what is over, remind before the end, own up to what was interrupted."""
    at = clock.now()
    for alert in Alert.objects.over(at).order_by("expires")[:50]:
        actions.close_over(alert=alert, at=at)
    before = timedelta(minutes=preferences().reminder_minutes)
    for alert in Alert.objects.running(at).filter(reminded_at=None, expires__lte=at + before)[:50]:
        actions.remind(alert=alert, before=before, at=at)
    sending.lose(at=at)


@task(every=timedelta(minutes=10))
def ask_sources() -> None:
    """One job for each, so that a silent one keeps nobody waiting."""
    for pk in Source.objects.filter(is_on=True).values_list("pk", flat=True):
        ask_source.using(unique=f"alert-source-{pk}").enqueue(source_id=pk)


@task(retries=0, longest=timedelta(minutes=5))
def ask_source(source_id: int) -> None:
    """What a service says now; or that it says nothing."""
    at = clock.now()
    source = Source.objects.get(pk=source_id)
    try:
        found = ADAPTERS[source.kind].fetch(source, at)
    except SourceFailed as error:
        warned.miss(source=source, why=str(error), at=at)
        return
    except Exception as error:  # whatever a stranger's answer does to us, it is not "all is well"
        warned.miss(source=source, why=repr(error), at=at)
        raise
    warned.keep(source=source, found=found, at=at)


@task(every=timedelta(hours=24))
def tidy_alerts() -> None:
    """Forget subscriptions that nobody confirmed and old warnings."""
    at = clock.now()
    subscribing.forget_unconfirmed(at=at)
    warned.forget_old(at=at)
