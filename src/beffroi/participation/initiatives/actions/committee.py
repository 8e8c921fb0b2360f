from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.ground.people.models import Account, Voice
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.initiatives import states
from beffroi.participation.initiatives.actions.texts import ids, locked
from beffroi.participation.initiatives.facts import CommitteeAnswered, CommitteeInvited
from beffroi.participation.initiatives.models import Initiative, Member
from beffroi.participation.initiatives.rules import MOST_MEMBERS, may_invite, must_be_author


def find_voice(name_or_email: str) -> Voice | None:
    """A person here, by e-mail address or by exact public name (only if one person bears it)."""
    asked = " ".join(name_or_email.split())
    if "@" in asked:
        account = Account.objects.filter(email=asked.lower(), is_active=True).select_related("voice").first()
        return account.voice if account else None
    found = list(Voice.objects.filter(kind=Voice.PERSON, name__iexact=asked).exclude(account=None)[:2])
    return found[0] if len(found) == 1 else None


@transaction.atomic
def invite(*, initiative: Initiative, person: Any, name_or_email: str, at: datetime) -> Member | None:
    """Ask somebody into the committee. The same answer whether or not an address is known here: nobody is given away."""
    row = locked(initiative)
    require(may_invite(person, row, at))
    if row.members.exclude(state=Member.REFUSED).count() >= MOST_MEMBERS:
        require(Refusal("enough", _("A committee has at most %(n)d members.") % {"n": MOST_MEMBERS}))
    voice = find_voice(name_or_email)
    if voice is None and "@" not in name_or_email:
        require(Refusal("unknown", _("Nobody here has exactly this public name, or several people do. Try the e-mail address.")))
    if voice is None or row.members.filter(voice=voice).exists():
        return None
    member = Member.objects.create(initiative=row, voice=voice, at=at)
    record(CommitteeInvited(**ids(row), member_id=member.pk))
    return member


@transaction.atomic
def answer_invitation(*, member: Member, person: Any, accept: bool, at: datetime) -> Member:
    """The invited person is in, or declines; before the text is sent, she may change her mind."""
    if not person.is_authenticated or member.voice_id != person.voice.pk:
        require(Refusal("not_you", _("This invitation is for somebody else.")))
    row = locked(Initiative(pk=member.initiative_id))
    if row.voice_id == member.voice_id:
        require(Refusal("author", _("You started this initiative: you are in its committee.")))
    if row.state != states.DRAFT:
        require(Refusal("state", _("The committee is fixed from the moment that the text is sent to be checked.")))
    state = Member.ACCEPTED if accept else Member.REFUSED
    if Member.objects.filter(pk=member.pk).exclude(state=state).update(state=state, at=at):
        Initiative.objects.filter(pk=row.pk).update(version=F("version") + 1)
        record(CommitteeAnswered(**ids(row), member_id=member.pk, accepted=accept))
    member.refresh_from_db()
    return member


@transaction.atomic
def cancel_invitation(*, member: Member, person: Any, at: datetime) -> None:
    row = locked(Initiative(pk=member.initiative_id))
    require(must_be_author(person, row))
    Member.objects.filter(pk=member.pk, state=Member.INVITED).delete()
