"""One-time links for those without account. The secret is in the mail alone; here is only its fingerprint."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.ground.people.models import Account
from beffroi.ground.people.rules import must_have_right
from beffroi.ground.town.models import Town
from beffroi.kernel import ledger, mail
from beffroi.kernel.rules import Refusal, require
from beffroi.outreach.approvals.access import OVERSEE
from beffroi.outreach.approvals.models import Approval, Link, Outsider, Stage
from beffroi.outreach.approvals.types import reviewables

LASTS = timedelta(hours=72)


@transaction.atomic
def make_link(*, stage: Stage, outsider: Outsider, at: datetime) -> tuple[Link, str]:
    """A new link and its secret; the one before opens nothing any more."""
    Link.objects.filter(stage=stage, outsider=outsider, used_at=None, revoked_at=None).update(revoked_at=at)
    token = secrets.token_urlsafe(24)
    link = Link.objects.create(stage=stage, outsider=outsider, token_hash=_fingerprint(token), made_at=at, expires_at=at + LASTS)
    return link, token


@transaction.atomic
def send_link(*, stage: Stage, outsider: Outsider, at: datetime, person: Account | None = None) -> Link | None:
    """Mail somebody a link. By hand (`person`) it replaces the one before; from the worker it is sent once."""
    if person is not None:
        require(must_have_right(person, OVERSEE), _must_wait(stage))
    elif Link.objects.filter(stage=stage, outsider=outsider).exists() or stage.state != Stage.OPEN:
        return None
    link, token = make_link(stage=stage, outsider=outsider, at=at)
    approval = stage.approval
    title = reviewables[approval.subject_kind].title(approval.subject_id)
    with override(settings.LANGUAGE_CODE):
        address = f"{settings.BASE_URL}{reverse('approval_link:show', args=[token])}"
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
                key=f"approval-missed-{stage.pk}-{outsider.pk}",
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


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _must_wait(stage: Stage) -> Refusal | None:
    if stage.state != Stage.OPEN or stage.approval.state != Approval.WAITING:
        return Refusal("decided", _("This was decided already, or the text has changed since."))
    return None
