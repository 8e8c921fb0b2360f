"""What people do with pictures and documents. Decoding comes before the transaction: it may take a second."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.ground.media import documents, pictures
from beffroi.ground.media.facts import ImageTaken
from beffroi.ground.media.models import Document, Image
from beffroi.ground.media.rules import may_edit_images
from beffroi.kernel import edition
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
    path = default_storage.save(f"{_folder('images')}/{ready.width}.webp", ContentFile(ready.content))
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
    path = default_storage.save(f"{_folder('documents')}.{ready.extension}", ContentFile(ready.content))
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
    transaction.on_commit(lambda: _drop(paths))


@transaction.atomic
def delete_document(*, document: Document) -> None:
    """Remove a document and its file."""
    path = str(document.file.name)
    document.delete()
    edition.bump()
    transaction.on_commit(lambda: _drop([path]))


def _drop(paths: list[str]) -> None:
    for path in paths:
        default_storage.delete(path)
