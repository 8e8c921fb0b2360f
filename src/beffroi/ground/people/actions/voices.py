from datetime import datetime

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import F

from beffroi.ground.media.models import Image
from beffroi.ground.people.facts import VoiceChanged
from beffroi.ground.people.models import Voice, VoiceLink
from beffroi.ground.people.rules import must_not_imitate
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require


def known_voice(*, channel: str, address: str, name: str, at: datetime) -> Voice:
    """The voice of someone known from elsewhere: made once, renamed when she renames herself there.

    If she linked that address with her account here, her own voice.
    """
    linked = VoiceLink.objects.select_related("voice").filter(channel=channel, address=address.lower()).first()
    if linked:
        return linked.voice
    voice, made = Voice.objects.get_or_create(
        origin_channel=channel, origin_address=address, defaults={"kind": Voice.ELSEWHERE, "name": name[:80]}
    )
    if not made and voice.kind == Voice.ELSEWHERE and name and voice.name != name[:80]:
        _change(voice, name=name[:80])
    return voice


def service_voice(*, name: str, badge: str = "", at: datetime) -> Voice:
    """The voice of a service of the town, or of the town itself; one per name."""
    voice, _made = Voice.objects.get_or_create(kind=Voice.SERVICE, name=name[:80], defaults={"badge": badge[:60]})
    return voice


def change_voice(*, voice: Voice, name: str, about: str) -> Voice:
    """A person renames or presents herself."""
    require(must_not_imitate(name, voice))
    return _change(voice, name=name.strip(), about=about.strip())


def set_badge(*, voice: Voice, badge: str) -> Voice:
    """What the name stands for, such as a mandate; given by the team."""
    return _change(voice, badge=badge.strip()[:60])


def set_findable(*, voice: Voice, is_findable: bool) -> Voice:
    """Whether search engines may show the page of this voice; no, unless the person agreed."""
    return _change(voice, is_findable=is_findable)


def set_avatar(*, voice: Voice, image: Image) -> Voice:
    """A picture of oneself in place of the drawn initials; the former one is forgotten."""
    former = voice.avatar
    changed = _change(voice, avatar=image)
    if former:
        forget_image(former)
    return changed


def remove_avatar(*, voice: Voice) -> Voice:
    """Back to the drawn initials; the file is deleted."""
    former = voice.avatar
    changed = _change(voice, avatar=None)
    if former:
        forget_image(former)
    return changed


@transaction.atomic
def empty_voice(*, voice: Voice) -> None:
    """The person has left: what she said stays, without her."""
    former = voice.avatar
    VoiceLink.objects.filter(voice=voice).delete()
    _change(
        voice,
        kind=Voice.GONE,
        name="",
        about="",
        badge="",
        is_findable=False,
        avatar=None,
        account=None,
        origin_channel="",
        origin_address="",
    )
    if former:
        forget_image(former)


@transaction.atomic
def _change(voice: Voice, **columns) -> Voice:
    for column, value in columns.items():
        setattr(voice, column, value)
    voice.version = F("version") + 1
    voice.save(update_fields=[*columns, "version"])
    voice.refresh_from_db(fields=["version"])
    record(VoiceChanged(voice_id=voice.pk))
    return voice


def forget_image(image: Image) -> None:
    """Delete a portrait and its files, once the transaction is kept."""
    files, storage = image.files, image.file.storage
    image.delete()
    transaction.on_commit(lambda: _delete(storage, files))


def _delete(storage: Storage, files: list[str]) -> None:
    for name in files:
        if name:
            storage.delete(name)
