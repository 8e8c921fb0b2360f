import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.kernel import mail
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.groups import rules
from beffroi.participation.groups.actions.members import join
from beffroi.participation.groups.addresses import invitation_url
from beffroi.participation.groups.models import Group, Invitation, Member
from beffroi.participation.spaces.rules import must_be_running


@transaction.atomic
def invite(*, group: Group, person: Any, email: str, at: datetime) -> Invitation:
    """Write to one address; whoever holds the mail comes in, once."""
    rules.forget(person)
    require(must_be_running(group.process), rules.may_lead(person, group))
    known = Invitation.objects.filter(group=group, email=email, revoked_at=None, used_at=None).order_by("-at").first()
    if known and known.is_good(at):
        require(Refusal("again", _("This address has an invitation already.")))
    row = Invitation.objects.create(group=group, key=secrets.token_urlsafe(24), email=email, voice=person.voice, at=at)
    words = {"name": person.voice.display_name, "group": group.process.title, "url": f"{mail.site()}{invitation_url(row)}"}
    text = _(
        "%(name)s invites you to the group “%(group)s”.\n\nTo see what it is and come in:\n%(url)s\n\n"
        "The link is good for thirty days, once. If you do not want to, do nothing: nothing is kept of you."
    )
    mail.send(to=email, subject=_("An invitation to “%(group)s”") % words, text=text % words, key=f"group-invitation-{row.pk}")
    return row


@transaction.atomic
def make_link(*, group: Group, person: Any, at: datetime) -> Invitation:
    """A link to pass on; the one before is no longer good."""
    rules.forget(person)
    require(must_be_running(group.process), rules.may_lead(person, group))
    Invitation.objects.filter(group=group, email="", revoked_at=None).update(revoked_at=at)
    return Invitation.objects.create(group=group, key=secrets.token_urlsafe(24), voice=person.voice, at=at)


@transaction.atomic
def revoke(*, invitation: Invitation, person: Any, at: datetime) -> None:
    rules.forget(person)
    require(rules.may_lead(person, invitation.group))
    Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=at, email="")


@transaction.atomic
def accept_invitation(*, invitation: Invitation, person: Any, accepts: int, at: datetime) -> Member:
    """Come in by a link. One that was sent to an address is good once, and the address goes."""
    row = Invitation.objects.select_for_update(of=("self",)).select_related("group__process").get(pk=invitation.pk)
    if not row.is_good(at):
        require(Refusal("over", _("This invitation is no longer good. Ask for another one.")))
    member = join(group=row.group, person=person, at=at, accepts=accepts, invited=True)
    if row.email:
        row.used_at, row.email = at, ""
        row.save(update_fields=["used_at", "email"])
    return member
