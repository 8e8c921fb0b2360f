"""The words that public texts use: learnt by a job after the texts were put, for typos and for the word being typed."""

from collections import Counter

from django.db import connection, transaction
from django.db.models import F

from beffroi.commons.search import words
from beffroi.commons.search.asking import forms
from beffroi.commons.search.models import Document, Neighbour, Word

BATCH = 200


@transaction.atomic
def learn(*, most: int = BATCH) -> int:
    """Learn the words of some texts that were put lately; returns how many texts were read."""
    texts = list(Document.objects.filter(is_learnt=False).order_by("pk").values_list("pk", "title", "text", "language")[:most])
    if not texts:
        return 0
    # 1. Claim them: another worker that was here first leaves nothing to count twice.
    claimed = Document.objects.filter(pk__in=[pk for pk, *_rest in texts], is_learnt=False)
    if connection.features.has_select_for_update:
        kept = set(claimed.select_for_update(skip_locked=True).values_list("pk", flat=True))
        texts = [row for row in texts if row[0] in kept]
    claimed.filter(pk__in=[pk for pk, *_rest in texts]).update(is_learnt=True)
    # 2. In how many texts is each word, and how is it written?
    count: Counter[str] = Counter()
    shown: dict[str, tuple[str, str]] = {}
    for _pk, title, text, language in texts:
        met = set()
        whole = f"{title}\n{text}"
        for start, end, folded in words.tokens(whole):
            if (
                folded not in met
                and 3 <= len(folded) <= words.LONGEST_WORD
                and folded.isalpha()
                and folded not in words.STOP.get(language, ())
            ):
                met.add(folded)
                shown.setdefault(folded, (whole[start:end].lower()[:40], words.stem(folded, language)))
        count.update(met)
    # 3. Words in order, so that two workers never wait for each other crosswise.
    _count(count, shown)
    return len(texts)


def _count(count: Counter[str], shown: dict[str, tuple[str, str]]) -> None:
    every = sorted(count)
    known = set()
    for start in range(0, len(every), 500):
        known.update(Word.objects.filter(word__in=every[start : start + 500]).values_list("word", flat=True))
    new = [word for word in every if word not in known]
    Word.objects.bulk_create(
        [Word(word=word, shown=shown[word][0], stem=shown[word][1]) for word in new], batch_size=500, ignore_conflicts=True
    )
    for start in range(0, len(new), 500):
        made = Word.objects.filter(word__in=new[start : start + 500]).values_list("pk", "word")
        Neighbour.objects.bulk_create(
            [Neighbour(word_id=pk, form=form) for pk, word in made for form in sorted(forms(word))], batch_size=2000
        )
    by_count: dict[int, list[str]] = {}
    for word in every:
        by_count.setdefault(count[word], []).append(word)
    for number, some in sorted(by_count.items()):
        for start in range(0, len(some), 500):
            Word.objects.filter(word__in=some[start : start + 500]).update(documents=F("documents") + number)


@transaction.atomic
def forget() -> None:
    """Begin the vocabulary again: all texts are to be learnt."""
    Neighbour.objects.all().delete()
    Word.objects.all().delete()
    Document.objects.update(is_learnt=False)
