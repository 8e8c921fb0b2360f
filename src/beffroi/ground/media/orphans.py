"""What nothing points to any more."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import models
from django.db.models import Q

from beffroi.ground.media.models import Document, Image, Video
from beffroi.ground.media.types import keepers
from beffroi.kernel import stored

Kept = TypeVar("Kept", Image, Document, Video)

# A guest's contribution waits seven days for its confirmation; a draft is saved again within days.
GRACE = timedelta(days=14)


def orphans(model: type[Kept], at: datetime, most: int = 500) -> list[Kept]:
    """Old rows of one table that no foreign key and no keeper holds."""
    found = model._default_manager.filter(created_at__lt=at - GRACE)
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and isinstance(relation, models.ForeignObjectRel):
            if relation.many_to_many:
                continue  # its hidden table has a foreign key, which is met by itself
            held = relation.related_model._base_manager.filter(**{f"{relation.field.name}_id": models.OuterRef("pk")})
            found = found.filter(~models.Exists(held))
    rows = list(found.order_by("pk")[:most])
    ids = {row.pk for row in rows}
    for keeper in keepers:
        ids -= keeper.images(ids) if model is Image else keeper.documents(ids) if model is Document else keeper.videos(ids)
    return [row for row in rows if row.pk in ids]


def stray_files(at: datetime) -> Iterator[str]:
    """Files that no row knows: a transaction was rolled back after they were written."""
    for kind in ("images", "documents", "videos"):
        for kept in stored.walk(kind):
            if kept.modified < at - timedelta(days=1) and not _known(kind, kept.path):
                yield kept.path


def _known(kind: str, path: str) -> bool:
    if kind == "documents":
        return Document.objects.filter(file=path).exists()
    if kind == "videos":
        folder = path.rpartition("/")[0] + "/"
        return Video.objects.filter(Q(file__startswith=folder) | Q(source__startswith=folder)).exists()
    # All files of a picture share one folder, whose name cannot be guessed.
    return Image.objects.filter(file__startswith=path.rpartition("/")[0] + "/").exists()
