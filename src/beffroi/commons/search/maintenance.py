"""Making the index again from the texts it keeps, and asking the domains whether these are still public."""

from django.db import transaction

from beffroi.commons.search import words
from beffroi.commons.search.models import Document, Labelled
from beffroi.kernel.subjects import Subject, cards_of

BATCH = 200


@transaction.atomic
def reindex_some(*, after: int) -> int:
    """Make the stems of the next texts again; returns the last one, or 0 at the end."""
    rows = list(Document.objects.select_for_update().filter(pk__gt=after).order_by("pk")[:BATCH])
    names = _names([row.subject for row in rows])
    for row in rows:
        row.title_stems = " ".join(words.stems(row.title, row.language))
        row.text_stems = " ".join(words.stems(row.text, row.language))
        row.label_stems = " ".join(words.stems(names.get(row.subject, ""), row.language))
    Document.objects.bulk_update(rows, ["title_stems", "text_stems", "label_stems"], batch_size=50)
    _drop_what_is_not_public(rows)
    return rows[-1].pk if rows else 0


@transaction.atomic
def sweep_some(*, after: int) -> int:
    """Check the next texts with their domains; returns the last one, or 0 at the end."""
    rows = list(Document.objects.filter(pk__gt=after).only("subject_kind", "subject_id").order_by("pk")[:BATCH])
    _drop_what_is_not_public(rows)
    return rows[-1].pk if rows else 0


def _drop_what_is_not_public(rows: list[Document]) -> None:
    cards = cards_of([row.subject for row in rows])
    gone = [row.pk for row in rows if (card := cards.get(row.subject)) is None or not card.is_public]
    Document.objects.filter(pk__in=gone).delete()


def _names(subjects: list[Subject]) -> dict[Subject, str]:
    if not subjects:
        return {}
    ids = {subject.id for subject in subjects}
    found: dict[Subject, str] = {}
    rows = Labelled.objects.filter(subject_id__in=ids, subject_kind__in={subject.kind for subject in subjects}).order_by("label__name")
    for kind, pk, name in rows.values_list("subject_kind", "subject_id", "label__name"):
        subject = Subject(kind, pk)
        found[subject] = f"{found.get(subject, '')} {name}"
    return found
