from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.kernel import clock, mail
from beffroi.kernel.jobs import task
from beffroi.outreach.pages import actions, feedreading
from beffroi.outreach.pages.models import FeedSource, Page

VISITOR_KEPT = timedelta(days=90)
REQUEST_KEPT = timedelta(days=365)


@task(every=timedelta(hours=1))
def ask_feeds() -> None:
    """One job for each, so that a slow website keeps nobody waiting."""
    for pk in FeedSource.objects.filter(is_on=True).values_list("pk", flat=True):
        ask_feed.using(unique=f"pages-feed-{pk}").enqueue(source_id=pk)


@task(retries=0, longest=timedelta(minutes=2))
def ask_feed(source_id: int) -> None:
    """What another website published since the last time."""
    source = FeedSource.objects.filter(pk=source_id, is_on=True).first()
    if source is None:
        return
    try:
        answer = feedreading.ask(source.url, etag=source.etag, modified=source.modified)
    except feedreading.FeedFailed as error:
        actions.miss_source(source=source, why=str(error), at=clock.now())
        return
    actions.take_entries(source=source, answer=answer, at=clock.now())


@task(every=timedelta(hours=24))
def remind_of_reviews() -> None:
    """Once for each day that was set: whoever owns the page is asked whether it is still true."""
    for page in Page.objects.to_review(clock.now().date()).exclude(service_email="")[:200]:
        with override("fr"):
            subject = _("Is this page still true? %(title)s") % {"title": page.title}
            text = _("You asked to read “%(title)s” again. Correct it, or confirm it from the desk: Pages.") % {"title": page.title}
        mail.send(to=page.service_email, subject=subject, text=text, key=f"pages:review:{page.pk}:{page.review_on}")


@task(every=timedelta(hours=24))
def tidy_pages() -> None:
    """Forget who visited and what was asked, once their time is over."""
    at = clock.now()
    actions.forget_visitors(before=at - VISITOR_KEPT)
    actions.forget_answered(before=at - REQUEST_KEPT)
