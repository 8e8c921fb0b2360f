"""What people do with pictures and documents. Decoding comes before the transaction: it may take a second."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.ground.media import captions as subtitles
from beffroi.ground.media import documents, pictures
from beffroi.ground.media.facts import ImageTaken, VideoReady, VideoTaken
from beffroi.ground.media.models import Document, Image, Video
from beffroi.ground.media.rules import may_edit_images
from beffroi.kernel import edition, stored
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require


def _folder(kind: str) -> str:
    """A folder whose name cannot be guessed."""
    name = secrets.token_hex(16)
    return f"{kind}/{name[:2]}/{name[2:]}"


def _said(alt: str) -> str:
    alt = " ".join(alt.split())
    if not alt:
        raise ValidationError(_("Describe the picture in a few words, for those who cannot see it."), code="alt")
    if len(alt) > 500:
        raise ValidationError(_("The description of the picture is too long: 500 signs at most."), code="alt")
    return alt


def take_image(*, upload: Any, alt: str, credit: str = "", at: datetime, focus: tuple[float, float] = (0.5, 0.5)) -> Image:
    """Keep a picture: usable at once in one size; the worker makes the others. ValidationError says what is wrong."""
    alt = _said(alt)
    ready = pictures.prepare(upload)
    path = stored.keep(f"{_folder('images')}/{ready.width}.webp", ready.content)
    with transaction.atomic():
        image = Image.objects.create(
            alt=alt,
            credit=credit.strip()[:200],
            file=path,
            width=ready.width,
            height=ready.height,
            focus_x=min(1.0, max(0.0, focus[0])),
            focus_y=min(1.0, max(0.0, focus[1])),
            digest=ready.digest,
        )
        Image.objects.filter(pk=image.pk).update(created_at=at)
        record(ImageTaken(image_id=image.pk))
    image.created_at = at
    return image


def take_document(*, upload: Any, title: str, at: datetime) -> Document:
    """Keep a document as it came, once its content has proved its type. ValidationError says what is wrong."""
    title = " ".join(title.split())
    if not title:
        raise ValidationError(_("Give the document a title."), code="title")
    ready = documents.check(upload)
    path = stored.keep(f"{_folder('documents')}.{ready.extension}", ready.content)
    with transaction.atomic():
        document = Document.objects.create(
            title=title[:200],
            file=path,
            content_type=ready.content_type,
            size=len(ready.content),
            digest=hashlib.sha256(ready.content).hexdigest(),
            has_active_content=ready.has_active_content,
        )
        Document.objects.filter(pk=document.pk).update(created_at=at)
    document.created_at = at
    return document


def take_video(
    *, upload: Any, alt: str, at: datetime, captions: str = "", transcript: str = "", credit: str = "", language: str = "fr"
) -> Video:
    """Keep a video as it came, out of sight; the worker writes it again. ValidationError says what is wrong."""
    alt, captions = _said(alt), subtitles.read(captions)
    head = upload.read(16)
    upload.seek(0)
    if head[4:8] not in (b"ftyp", b"moov", b"wide", b"mdat", b"free") and not head.startswith(b"\x1a\x45\xdf\xa3"):
        raise ValidationError(_("This is no video that we can read: give an MP4, MOV or WebM file."), code="video")
    path = stored.keep(f"{_folder('videos')}/source", upload)
    with transaction.atomic():
        video = Video.objects.create(
            alt=alt, credit=credit.strip()[:200], language=language, source=path, captions=captions,
            transcript=transcript.strip() or subtitles.words(captions), size=upload.size,
        )  # fmt: skip
        Video.objects.filter(pk=video.pk).update(created_at=at)
        record(VideoTaken(video_id=video.pk))
    video.created_at = at
    return video


@transaction.atomic
def keep_video(*, video: Video, file: str, poster: str, width: int, height: int, seconds: int, size: int, digest: str) -> None:
    """The worker wrote it again: it may be shown. What came in is dropped."""
    source = str(video.source.name)
    Video.objects.filter(pk=video.pk).update(
        file=file,
        poster=poster,
        width=width,
        height=height,
        seconds=seconds,
        size=size,
        digest=digest,
        source="",
        state=Video.READY,
        problem="",
    )
    record(VideoReady(video_id=video.pk, is_usable=True))
    edition.bump()
    transaction.on_commit(lambda: stored.drop([source]))


@transaction.atomic
def refuse_video(*, video: Video, problem: str) -> None:
    """It cannot be used; the page says why. What came in is dropped."""
    source = str(video.source.name)
    Video.objects.filter(pk=video.pk).update(source="", state=Video.UNUSABLE, problem=problem)
    record(VideoReady(video_id=video.pk, is_usable=False))
    transaction.on_commit(lambda: stored.drop([source]))


@transaction.atomic
def describe_video(*, video: Video, alt: str, credit: str, captions: str, transcript: str, person: Any) -> Video:
    """Change what is said of a video, its captions and its transcript."""
    require(may_edit_images(person))
    video.alt, video.credit = _said(alt), credit.strip()[:200]
    video.captions, video.transcript = subtitles.read(captions), transcript.strip()
    video.save(update_fields=["alt", "credit", "captions", "transcript"])
    edition.bump()
    return video


@transaction.atomic
def delete_video(*, video: Video) -> None:
    """Remove a video and its files."""
    paths = video.files
    video.delete()
    edition.bump()
    transaction.on_commit(lambda: stored.drop(paths))


@transaction.atomic
def describe_image(*, image: Image, alt: str, credit: str, focus: tuple[float, float], person: Any) -> Image:
    """Change what is said of a picture, and the point that stays visible when it is cropped."""
    require(may_edit_images(person))
    image.alt, image.credit = _said(alt), credit.strip()[:200]
    image.focus_x, image.focus_y = (min(1.0, max(0.0, part)) for part in focus)
    image.save(update_fields=["alt", "credit", "focus_x", "focus_y"])
    edition.bump()
    return image


@transaction.atomic
def say_otherwise(*, image: Image, alt: str) -> Image:
    """Other words for a picture that its author is still sending: nothing shows it yet."""
    image.alt = _said(alt)
    image.save(update_fields=["alt"])
    return image


@transaction.atomic
def keep_sizes(*, image: Image, sizes: dict[str, Any], at: datetime) -> None:
    """The worker made the smaller sizes: pages show them from now on."""
    Image.objects.filter(pk=image.pk).update(sizes=sizes, ready_at=at)
    edition.bump()


@transaction.atomic
def delete_image(*, image: Image) -> None:
    """Remove a picture and its files; what showed it shows none."""
    paths = image.files
    image.delete()
    edition.bump()
    transaction.on_commit(lambda: stored.drop(paths))


@transaction.atomic
def delete_document(*, document: Document) -> None:
    """Remove a document and its file."""
    path = str(document.file.name)
    document.delete()
    edition.bump()
    transaction.on_commit(lambda: stored.drop([path]))
