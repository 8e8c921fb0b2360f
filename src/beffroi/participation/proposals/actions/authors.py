from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from beffroi.ground.people.models import Account, Voice
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.proposals.actions.texts import ids
from beffroi.participation.proposals.facts import CoAuthorAnswered, CoAuthorInvited
from beffroi.participation.proposals.models import Author, Proposal
from beffroi.participation.proposals.rules import may_invite, must_be_author

MOST_AUTHORS = 20


def find_voice(name_or_email: str) -> Voice | None:
    """A person here, by e-mail address or by exact public name (only if one person bears it)."""
    asked = " ".join(name_or_email.split())
    if "@" in asked:
        account = Account.objects.filter(email=asked.lower(), is_active=True).select_related("voice").first()
        return account.voice if account else None
    found = list(Voice.objects.filter(kind=Voice.PERSON, name__iexact=asked).exclude(account=None)[:2])
    return found[0] if len(found) == 1 else None


@transaction.atomic
def invite(*, proposal: Proposal, person: Any, name_or_email: str, at: datetime) -> Author | None:
    """Ask somebody to sign too. The same answer whether or not an address is known here: nobody is given away."""
    require(may_invite(person, proposal, at))
    if proposal.authors.filter(state__in=[Author.SIGNED, Author.INVITED]).count() >= MOST_AUTHORS:
        require(Refusal("enough", _("A proposal has at most %(n)d authors.") % {"n": MOST_AUTHORS}))
    voice = find_voice(name_or_email)
    if voice is None and "@" not in name_or_email:
        require(Refusal("unknown", _("Nobody here has exactly this public name, or several people do. Try the e-mail address.")))
    if voice is None:
        return None
    if Author.objects.filter(proposal=proposal, voice=voice, state__in=[Author.SIGNED, Author.INVITED, Author.DECLINED]).exists():
        return None
    last = proposal.authors.aggregate(last=Max("position"))["last"] or 0
    author, _made = Author.objects.update_or_create(
        proposal=proposal, voice=voice, defaults={"state": Author.INVITED, "position": last + 1, "at": at}
    )
    record(CoAuthorInvited(**ids(proposal), author_id=author.pk))
    return author


@transaction.atomic
def answer_invitation(*, author: Author, person: Any, accept: bool, at: datetime) -> Author:
    """The invited person signs, or declines."""
    if not person.is_authenticated or author.voice_id != person.voice.pk:
        require(Refusal("not_you", _("This invitation is for somebody else.")))
    state = Author.SIGNED if accept else Author.DECLINED
    if Author.objects.filter(pk=author.pk, state=Author.INVITED).update(state=state, at=at):
        Proposal.objects.filter(pk=author.proposal_id).update(version=F("version") + 1)
        record(CoAuthorAnswered(**ids(author.proposal), author_id=author.pk, accepted=accept))
    author.refresh_from_db()
    return author


@transaction.atomic
def cancel_invitation(*, author: Author, person: Any, at: datetime) -> None:
    require(must_be_author(person, author.proposal))
    Author.objects.filter(pk=author.pk, state=Author.INVITED).delete()


@transaction.atomic
def leave(*, author: Author, person: Any, at: datetime) -> None:
    """A co-author no longer signs; the first author withdraws the proposal instead."""
    if not person.is_authenticated or author.voice_id != person.voice.pk:
        require(Refusal("not_you", _("Only oneself may stop signing.")))
    if author.proposal.voice_id == author.voice_id:
        require(Refusal("first", _("You wrote it first: withdraw it instead.")))
    Author.objects.filter(pk=author.pk, state=Author.SIGNED).update(state=Author.LEFT, at=at)
    Proposal.objects.filter(pk=author.proposal_id).update(version=F("version") + 1)
    record(CoAuthorAnswered(**ids(author.proposal), author_id=author.pk, accepted=False))


@transaction.atomic
def forget_author(*, account: Account, at: datetime) -> None:
    """The person is leaving: her drafts and her invitations go; what is public stays, without her name."""
    voice = Voice.objects.filter(account=account).first()
    if voice is not None:
        Proposal.objects.filter(voice=voice, published_at=None).delete()
        Author.objects.filter(voice=voice, state=Author.INVITED).delete()
