"""Addresses elsewhere that belong to a person here, and what was said from there before that was known."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, ManyToOneRel
from django.utils.translation import gettext as _

from beffroi.ground.people.facts import VoiceLinked, VoicesJoined
from beffroi.ground.people.models import Voice, VoiceLink
from beffroi.ground.people.types import voice_joints
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require


@transaction.atomic
def link_voice(*, voice: Voice, channel: str, address: str, at: datetime, url: str = "", is_shown: bool = False) -> VoiceLink:
    """What comes from this address is hers. Whoever calls has proof; a link of somebody else with it ends by that."""
    require(must_be_a_person(voice))
    row, _made = VoiceLink.objects.update_or_create(
        channel=channel, address=address.lower()[:300], defaults={"voice": voice, "url": url[:500], "is_shown": is_shown, "linked_at": at}
    )
    record(VoiceLinked(voice_id=voice.pk, channel=channel, is_linked=True))
    return row


@transaction.atomic
def unlink_voice(*, voice: Voice, channel: str, address: str) -> None:
    """From now on what comes from there is somebody's known from elsewhere; what was hers stays so."""
    if VoiceLink.objects.filter(voice=voice, channel=channel, address=address.lower()).delete()[0]:
        record(VoiceLinked(voice_id=voice.pk, channel=channel, is_linked=False))


@transaction.atomic
def show_links(*, voice: Voice, addresses: Collection[str], is_shown: bool) -> None:
    """On her page here, or not."""
    VoiceLink.objects.filter(voice=voice, address__in=[address.lower() for address in addresses]).update(is_shown=is_shown)
    record(VoiceLinked(voice_id=voice.pk, channel="", is_linked=True))


@transaction.atomic
def join_voices(*, source: Voice, target: Voice, at: datetime) -> None:
    """All that somebody known from elsewhere said and did is hers. What both did (a support of one proposal) counts once."""
    voices = {
        voice.pk: voice for voice in Voice.objects.select_for_update(of=("self",)).filter(pk__in=[source.pk, target.pk]).order_by("pk")
    }
    source, target = voices[source.pk], voices[target.pk]
    require(must_be_a_person(target), must_be_from_elsewhere(source))
    for joint in voice_joints:
        joint.join(source, target, at)
    for relation in Voice._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and not relation.one_to_one and relation.related_model is not VoiceLink:
            _move(relation.related_model, relation.field.name, source, target)
    record(VoicesJoined(voice_id=target.pk, former_id=source.pk))
    source.delete()


def _move(table: Any, column: str, source: Voice, target: Voice) -> None:
    """Row by row where a row of hers may stand in the way: then hers stays."""
    written: dict[str, Any] = {column: target}
    if any(field.name == "version" for field in table._meta.concrete_fields):
        written["version"] = F("version") + 1  # cards show who speaks
    rows = table._default_manager.filter(**{column: source})
    try:
        with transaction.atomic():
            rows.update(**written)
        return
    except IntegrityError:
        pass
    for pk in list(rows.values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                rows.filter(pk=pk).update(**written)
        except IntegrityError:
            rows.filter(pk=pk).delete()


def must_be_a_person(voice: Voice) -> Refusal | None:
    if voice.kind != Voice.PERSON:
        return Refusal("nobody", _("Only a person here can be linked with an account elsewhere."))
    return None


def must_be_from_elsewhere(voice: Voice) -> Refusal | None:
    if voice.kind != Voice.ELSEWHERE:
        return Refusal("not_elsewhere", _("Only what was said from another network can become yours."))
    return None
