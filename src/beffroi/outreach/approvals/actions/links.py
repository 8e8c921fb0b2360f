"""One-time links for those without account. The secret is in the mail alone; here is only its fingerprint."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from beffroi.ground.people.models import Account
from beffroi.ground.people.rules import must_have_right
from beffroi.ground.town.models import Town
from beffroi.kernel import ledger, mail
from beffroi.kernel.rules import Refusal, require
from beffroi.outreach.approvals.access import OVERSEE
from beffroi.outreach.approvals.models import Approval, Decision, Letter, Link, Outsider, Stage
from beffroi.outreach.approvals.types import reviewables

LASTS = timedelta(hours=72)
SPARE = timedelta(hours=3)  # what is due sooner after the next letter does not wait for it


@transaction.atomic
def make_link(*, stage: Stage, outsider: Outsider, at: datetime, letter: Letter | None = None) -> tuple[Link, str]:
    """A new link and its secret; the one before opens nothing any more."""
    Link.objects.filter(stage=stage, outsider=outsider, used_at=None, revoked_at=None).update(revoked_at=at)
    token = secrets.token_urlsafe(24)
    link = Link.objects.create(
        stage=stage, outsider=outsider, letter=letter, token_hash=_fingerprint(token), made_at=at, expires_at=at + LASTS
    )
    return link, token


@transaction.atomic
def send_link(*, stage: Stage, outsider: Outsider, at: datetime, person: Account | None = None) -> Link | None:
    """Mail somebody a link. By hand (`person`) it replaces the one before; from the worker it is sent once."""
    if person is not None:
        require(must_have_right(person, OVERSEE), _must_wait(stage))
    elif (
        Link.objects.filter(stage=stage, outsider=outsider).exists() or stage.state != Stage.OPEN or _waits_for_the_letter(stage, outsider)
    ):
        return None
    link, token = make_link(stage=stage, outsider=outsider, at=at)
    approval = stage.approval
    title = reviewables[approval.subject_kind].title(approval.subject_id)
    with override(settings.LANGUAGE_CODE):
        address = f"{mail.site()}{reverse('approval_link:show', args=[token])}"
        asker = approval.asked_by.voice.display_name if approval.asked_by else str(Town.current())
        mail.send(
            to=outsider.email,
            subject=_("To approve: %(title)s") % {"title": title},
            text=_(
                "Hello %(name)s,\n\n%(asker)s asks you to read “%(title)s” before %(town)s publishes it.\n\n"
                "Read it and give your decision, without an account:\n%(address)s\n\n"
                "This link is for you alone. It works once, until it is used or for three days. Opening it decides nothing."
            )
            % {"name": outsider.name, "asker": asker, "title": title, "town": Town.current(), "address": address},
            key=f"approval-link-{link.pk}",
            language=settings.LANGUAGE_CODE,
        )
    return link


@transaction.atomic
def send_letter(*, outsider: Outsider, at: datetime) -> Letter | None:
    """All that waits since before this morning, in one mail with one address; once a day."""
    morning = morning_of(at)
    waiting = waiting_for_outsider(outsider).filter(opened_at__lte=morning, approval__subject_kind__in=[kind.kind for kind in reviewables])
    stages = list(waiting.select_related("approval")[:50])
    if at < morning or not stages or not (outsider.is_active and outsider.gets_letter):
        return None
    token = secrets.token_urlsafe(24)
    letter, is_new = Letter.objects.get_or_create(
        outsider=outsider,
        day=timezone.localdate(at),
        defaults={"token_hash": _fingerprint(token), "made_at": at, "expires_at": at + LASTS},
    )
    if not is_new:
        return None
    for stage in stages:
        make_link(stage=stage, outsider=outsider, at=at, letter=letter)
    titles = [reviewables[stage.approval.subject_kind].title(stage.approval.subject_id) for stage in stages]
    with override(settings.LANGUAGE_CODE):
        number = len(titles)
        mail.send(
            to=outsider.email,
            subject=ngettext("To approve: %(n)d text", "To approve: %(n)d texts", number) % {"n": number},
            text=_(
                "Hello %(name)s,\n\n%(town)s asks you to read, before they are published:\n\n%(titles)s\n\n"
                "Read them and give your decisions, without an account:\n%(address)s\n\n"
                "This link is for you alone, for three days. Each text is decided once. Opening it decides nothing."
            )
            % {
                "name": outsider.name,
                "town": Town.current(),
                "titles": "\n".join(f"– {title}" for title in titles),
                "address": f"{mail.site()}{reverse('approval_link:letter', args=[token])}",
            },
            key=f"approval-letter-{letter.pk}",
            language=settings.LANGUAGE_CODE,
        )
    return letter


def morning_of(at: datetime) -> datetime:
    """Seven o’clock of the day: the hour of the letter."""
    return timezone.localtime(at).replace(hour=7, minute=0, second=0, microsecond=0)


def waiting_for_outsider(outsider: Outsider) -> QuerySet[Stage]:
    """What somebody without account has not decided yet."""
    said = Decision.objects.filter(outsider=outsider).values("stage")
    found = Stage.objects.filter(state=Stage.OPEN, approval__state=Approval.WAITING, outsiders=outsider).exclude(pk__in=said)
    return found.order_by(F("approval__due_at").asc(nulls_last=True), "pk")


def _waits_for_the_letter(stage: Stage, outsider: Outsider) -> bool:
    """Somebody who gets one letter a day is not written to at once, unless the text is due before the next one can be read."""
    if not outsider.gets_letter or stage.opened_at is None:
        return False
    morning = morning_of(stage.opened_at)
    following = morning if stage.opened_at <= morning else morning + timedelta(days=1)
    due = stage.approval.due_at
    return due is None or due >= following + SPARE


@transaction.atomic
def tell_missed(*, stage: Stage) -> None:
    """Its hour came without a decision: those asked by mail hear that nothing was published. Once."""
    approval = stage.approval
    if stage.state not in (Stage.OPEN, Stage.STOPPED) or approval.subject_kind not in reviewables:
        return
    title = reviewables[approval.subject_kind].title(approval.subject_id)
    with override(settings.LANGUAGE_CODE):
        for outsider in stage.outsiders.filter(is_active=True):
            mail.send(
                to=outsider.email,
                subject=_("Not published: %(title)s") % {"title": title},
                text=_("Hello %(name)s,\n\n“%(title)s” was not published at its hour: it had not been approved. You need do nothing.")
                % {"name": outsider.name, "title": title},
                key=f"approval-missed-{stage.pk}-{outsider.pk}-{approval.due_at}",
                language=settings.LANGUAGE_CODE,
            )


@transaction.atomic
def revoke_link(*, link: Link, person: Account, at: datetime) -> None:
    require(must_have_right(person, OVERSEE))
    if Link.objects.filter(pk=link.pk, used_at=None, revoked_at=None).update(revoked_at=at):
        ledger.append(kind="approval_link_revoked", data={"link": link.pk, "account": person.pk}, at=at)


def find_link(token: str) -> Link | None:
    if not 20 <= len(token) <= 60:
        return None
    found = Link.objects.select_related("stage__approval__asked_by__voice", "outsider")
    return found.filter(token_hash=_fingerprint(token)).first()


def find_letter(token: str) -> Letter | None:
    if not 20 <= len(token) <= 60:
        return None
    return Letter.objects.select_related("outsider").filter(token_hash=_fingerprint(token)).first()


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _must_wait(stage: Stage) -> Refusal | None:
    if stage.state != Stage.OPEN or stage.approval.state != Approval.WAITING:
        return Refusal("decided", _("This was decided already, or the text has changed since."))
    return None
