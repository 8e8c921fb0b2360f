"""Putting public texts into the index, and taking them out. Called by other domains, in their transaction."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from beffroi.commons.search import words
from beffroi.commons.search.models import Document, Label, Labelled
from beffroi.kernel.rules import NOWHERE
from beffroi.kernel.subjects import Subject, subject_kinds

LONGEST_TEXT = 20_000


@transaction.atomic
def put(
    *,
    subject: Subject,
    title: str,
    text: str,
    url: str,
    language: str = "fr",
    at: datetime,
    weight: float = 1.0,
    space: Subject | None = None,
) -> Document | None:
    """Make a public text findable, or refresh it. Put only what everybody may read; of a secret space nothing is kept."""
    if space and _is_secret(space, at):
        remove(subject=subject)
        return None
    plain = words.readable(text[: 2 * LONGEST_TEXT])[:LONGEST_TEXT]
    values = {
        "space_kind": space.kind if space else "",
        "space_id": space.id if space else None,
        "title": words.readable(title)[:300],
        "text": plain,
        "url": url[:500],
        "language": language,
        "weight": weight,
        "put_at": at,
    }
    stems = {
        "title_stems": " ".join(words.stems(title, language)),
        "text_stems": " ".join(words.stems(plain, language)),
        "label_stems": _label_stems(subject, language),
    }
    known = Document.objects.filter(subject_kind=subject.kind, subject_id=subject.id).first()
    if known is None:
        made, is_new = Document.objects.get_or_create(
            subject_kind=subject.kind, subject_id=subject.id, defaults=values | stems | {"dated_at": at}
        )
        if is_new:
            return made
        known = made
    if any(getattr(known, column) != now for column, now in stems.items()):
        values |= stems | {"is_learnt": False}  # only new words are learnt, and only then is the index touched
    for column, value in values.items():
        setattr(known, column, value)
    known.save(update_fields=list(values))
    return known


def _is_secret(space: Subject, at: datetime) -> bool:
    """Whether a stranger may not even learn that it is there: a count would tell her."""
    if space.kind not in subject_kinds or (card := space.card()) is None or card.is_public:
        return False
    refusal = subject_kinds[space.kind].may("see", AnonymousUser(), space.id, at)
    return refusal is not None and refusal.code == NOWHERE


@transaction.atomic
def remove(*, subject: Subject) -> None:
    """No longer findable: hidden, withdrawn, or gone."""
    Document.objects.filter(subject_kind=subject.kind, subject_id=subject.id).delete()


@transaction.atomic
def remove_space(*, space: Subject) -> None:
    """Nothing of a space is findable any more: it was closed to the public."""
    Document.objects.filter(space_kind=space.kind, space_id=space.id).delete()


@transaction.atomic
def label(*, subject: Subject, topics: Mapping[str, str]) -> None:
    """Say under which topics (slug and name) a subject is found; the names are searched too."""
    labels = [Label.objects.get_or_create(slug=slug, defaults={"name": name[:60]})[0] for slug, name in sorted(topics.items())]
    rows = Labelled.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    rows.exclude(label__in=labels).delete()
    Labelled.objects.bulk_create(
        [Labelled(label=one, subject_kind=subject.kind, subject_id=subject.id) for one in labels], ignore_conflicts=True
    )
    if document := Document.objects.filter(subject_kind=subject.kind, subject_id=subject.id).first():
        Document.objects.filter(pk=document.pk).update(label_stems=_label_stems(subject, document.language), is_learnt=False)


@transaction.atomic
def rename_label(*, old: str, slug: str, name: str) -> None:
    """A topic has another name; if that name is taken, the two become one."""
    label = Label.objects.filter(slug=old).first()
    if label is None:
        return
    other = Label.objects.filter(slug=slug).exclude(pk=label.pk).first()
    subjects = list(Labelled.objects.filter(label=label).values_list("subject_kind", "subject_id"))
    if other is None:
        Label.objects.filter(pk=label.pk).update(slug=slug, name=name[:60])
    else:
        Labelled.objects.bulk_create(
            [Labelled(label=other, subject_kind=kind, subject_id=pk) for kind, pk in subjects], ignore_conflicts=True
        )
        Label.objects.filter(pk=other.pk).update(name=name[:60])
        label.delete()
    for kind, pk in subjects:
        _relabel(Subject(kind, pk))


@transaction.atomic
def remove_label(*, slug: str) -> None:
    """A topic is gone; what had it is no longer found under it."""
    subjects = list(Labelled.objects.filter(label__slug=slug).values_list("subject_kind", "subject_id"))
    Label.objects.filter(slug=slug).delete()
    for kind, pk in subjects:
        _relabel(Subject(kind, pk))


def _relabel(subject: Subject) -> None:
    for document in Document.objects.filter(subject_kind=subject.kind, subject_id=subject.id):
        Document.objects.filter(pk=document.pk).update(label_stems=_label_stems(subject, document.language))


def _label_stems(subject: Subject, language: str) -> str:
    names = (
        Labelled.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
        .order_by("label__name")
        .values_list("label__name", flat=True)
    )
    return " ".join(words.stems(" ".join(names), language))
