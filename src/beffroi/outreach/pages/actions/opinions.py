"""Did this page help? One answer for each visitor; a later one replaces it."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.ground.people.models import Account
from beffroi.kernel import mail
from beffroi.kernel.rules import Refusal, require
from beffroi.outreach.pages.models import Opinion, Page
from beffroi.outreach.pages.rules import may_write


@transaction.atomic
def give_opinion(*, page: Page, visitor: str, helped: bool, missing: str, site: str, at: datetime) -> Opinion:
    """Keep what a visitor says; words go to the owner of the page by mail."""
    page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    if not page.is_public:
        require(Refusal("gone", _("This page is no longer public.")))
    row = Opinion.objects.filter(page=page, visitor=visitor).first()
    before = row.helped if row else None
    row = row or Opinion(page=page, visitor=visitor)
    is_new_text = bool(missing) and missing != row.missing
    row.helped, row.missing, row.at = helped, missing, at
    if is_new_text:
        row.read_at = None
    row.save()
    if before != helped:
        counts = {True: "helped_count", False: "missed_count"}
        changes = {counts[helped]: F(counts[helped]) + 1}
        if before is not None:
            changes[counts[before]] = F(counts[before]) - 1
        Page.objects.filter(pk=page.pk).update(**changes)
    if is_new_text and page.service_email:
        _tell_owner(page, row, site)
    return row


@transaction.atomic
def read_opinions(*, page: Page, person: Account, at: datetime) -> int:
    """Somebody of the team has read what was missing."""
    require(may_write(person))
    return Opinion.objects.filter(page=page, read_at=None).update(read_at=at)


@transaction.atomic
def forget_visitors(*, before: datetime) -> int:
    """After some months nobody needs to know that two answers came from the same place."""
    return Opinion.objects.filter(at__lt=before).exclude(visitor="").update(visitor="")


def _tell_owner(page: Page, opinion: Opinion, site: str) -> None:
    with override("fr"):
        subject = _("“%(title)s”: what a reader did not find") % {"title": page.title}
        text = _("A reader wrote about the page “%(title)s”:\n\n%(missing)s\n\nThe page: %(url)s") % {
            "title": page.title,
            "missing": opinion.missing,
            "url": site + reverse("pages_desk:show", args=[page.pk]),
        }
    mail.send(to=page.service_email, subject=subject, text=text, key=f"pages:opinion:{opinion.pk}:{opinion.at.isoformat()}")
