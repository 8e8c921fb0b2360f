"""What follows the source: changed there, changed here; taken back there, taken back here; an objection said in the thread."""

import re
from dataclasses import asdict

from beffroi.channels.base.facts import HeardChanged, HeardGone, MessageHeard, NetworkModerated
from beffroi.channels.base.models import Delivery, Heard
from beffroi.channels.base.types import BLOCK, UNBLOCK, author_key
from beffroi.commons.moderation.facts import DecisionMade
from beffroi.commons.moderation.models import Decision
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.outreach.origins import actions, jobs
from beffroi.outreach.origins.facts import OutcomeKnown
from beffroi.outreach.origins.models import Origin
from beffroi.outreach.origins.queries import HEARD, ORIGIN
from beffroi.outreach.origins.types import uses

# Said alone, in answer to what we told: she does not want it.
_NO = re.compile(
    r"^(@\S+\s+)*(non|no|stop|retirez|retirer|retire|remove|supprimez|supprimer|withdraw|take it back|"
    r"non merci|no thanks|je refuse|i object|je m[’']y oppose|ne l[’']utilisez pas|do not use this|don[’']t use this)\s*[.! ]*$",
    re.IGNORECASE,
)


@on(HeardChanged)
def follow_a_change(fact: HeardChanged) -> None:
    """New words there are new words here; what was closed to a few is no longer ours to show."""
    heard = Heard.objects.select_related("account").filter(pk=fact.heard_id).first()
    if heard is None or heard.gone_at:
        return
    at = clock.now()
    for origin in Origin.objects.standing().filter(heard=heard):
        if origin.subject_kind not in uses:
            continue
        if heard.is_private:
            uses[origin.subject_kind].withdraw(origin.subject_id, at)
        else:
            uses[origin.subject_kind].revise(origin.subject_id, heard, at)


@on(HeardGone)
def follow_a_deletion(fact: HeardGone) -> None:
    at = clock.now()
    for origin in Origin.objects.filter(heard_id=fact.heard_id):
        if origin.subject_kind in uses:
            uses[origin.subject_kind].withdraw(origin.subject_id, at)


@on(DecisionMade)
def follow_the_moderators(fact: DecisionMade) -> None:
    """What is hidden there under our rules does not stand here either; shown again there, it is shown here."""
    if fact.subject_kind != HEARD or fact.act not in (Decision.HIDE, Decision.RESTORE):
        return
    at = clock.now()
    for origin in Origin.objects.standing().filter(heard_id=fact.subject_id).select_related("heard__account"):
        use = uses.get(origin.subject_kind)
        if use and fact.act == Decision.HIDE:
            use.withdraw(origin.subject_id, at)
        elif use and origin.heard and not origin.heard.gone_at:
            use.put_back(origin.subject_id, origin.heard, at)


@on(OutcomeKnown)
def tell_everyone(fact: OutcomeKnown) -> None:
    jobs.tell_origins.using(unique=f"tell-{fact.subject}-{fact.key}").enqueue(**asdict(fact), after=0)


@on(MessageHeard)
def hear_an_objection(fact: MessageHeard) -> None:
    """The author answers our receipt with "no": nobody else could have said it there."""
    heard = Heard.objects.filter(pk=fact.heard_id).first()
    origin = answered(heard) if heard else None
    if heard and origin and origin.heard and author_key(origin.heard) == author_key(heard) and _NO.match(heard.text.strip()):
        actions.object_to(origin=origin, way=Origin.THREAD, at=clock.now())


@on(NetworkModerated)
def follow_a_block(fact: NetworkModerated) -> None:
    """Whom the team blocked on the network is not taken in nor spoken to."""
    heard = Heard.objects.filter(pk=fact.heard_id).first()
    if heard is None or not author_key(heard):
        return
    if fact.act == BLOCK:
        actions.refuse(channel=fact.channel, address=author_key(heard), called=heard.author_address, at=clock.now())
    elif fact.act == UNBLOCK:
        actions.admit_again(channel=fact.channel, address=author_key(heard), at=clock.now())


def answered(heard: Heard) -> Origin | None:
    """The origin whose receipt, or outcome, this message answers."""
    if not heard.in_reply_to:
        return None
    delivery = Delivery.objects.filter(account=heard.account_id, remote_id=heard.in_reply_to, subject_kind=ORIGIN).first()
    return Origin.objects.select_related("heard").filter(pk=delivery.subject_id).first() if delivery else None
