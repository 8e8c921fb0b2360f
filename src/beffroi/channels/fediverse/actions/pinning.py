"""What stands first on an account's page, here and on other servers."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.channels.fediverse import rules
from beffroi.channels.fediverse.actions import outgoing
from beffroi.channels.fediverse.models import FediverseActor, Publication
from beffroi.ground.people.models import Account as Person
from beffroi.kernel import edition
from beffroi.kernel.rules import Refusal, require

MOST = 5


@transaction.atomic
def pin(*, person: Person, publication: Publication, at: datetime) -> None:
    """Put it first; the servers of those who follow are told."""
    require(rules.may_manage(person))
    FediverseActor.objects.select_for_update().get(pk=publication.actor_id)
    pinned = Publication.objects.filter(actor=publication.actor_id).exclude(pinned_at=None)
    if pinned.filter(pk=publication.pk).exists():
        return
    if not publication.is_public or publication.withdrawn_at or publication.is_hidden or publication.document.get("inReplyTo"):
        require(Refusal("unpinnable", _("Only a publication that everybody can read can be pinned.")))
    if pinned.count() >= MOST:
        require(Refusal("many", _("At most %(n)d publications are pinned at once: take one off first.") % {"n": MOST}))
    Publication.objects.filter(pk=publication.pk).update(pinned_at=at)
    _tell(publication, "Add", at)


@transaction.atomic
def unpin(*, person: Person, publication: Publication, at: datetime) -> None:
    require(rules.may_manage(person))
    if Publication.objects.filter(pk=publication.pk).exclude(pinned_at=None).update(pinned_at=None):
        _tell(publication, "Remove", at)


def _tell(publication: Publication, type: str, at: datetime) -> None:
    actor = publication.actor
    outgoing.tell_followers(actor=actor, type=type, object=publication.uri, at=at, target=f"{actor.uri}/featured")
    edition.bump()
