"""Free answers grouped by what they speak of: words that come back, and words that keep company. Pure, deterministic, local.

No model and no guess about meaning: each theme says its words, and every answer stays readable as it was written. One pass to
count, one to assign: the cost grows with the length of the texts and nothing else.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from beffroi.engines.reading.normal import fold, words
from beffroi.engines.reading.similar import STOP, rough_stem

MOST_THEMES, CANDIDATES, LEAST_TEXTS, TOGETHER = 12, 60, 3, 0.45
# What people say in any survey, whatever it is about.
HOLLOW = frozenset(
    "faut falloir mettre met mis faire fait avoir plus moins tres bien mieux pouvoir peux peut veux vouloir aimer aimerais souhaite chose choses "
    "dire rien ras non oui ok aucun aucune beaucoup trop vraiment toujours jamais besoin manque permettre rendre bonne bon grand grande petit "
    "petite merci svp etc commune ville need more less would like make good great thing things nothing none".split()
)


@dataclass
class Theme:
    number: int
    label: str
    words: list[str]
    count: int = 0
    stems: frozenset[str] = field(default_factory=frozenset)


def stems_of(text: str) -> list[tuple[str, str]]:
    """The telling words of a text: stem, and the word as it stands there."""
    found = []
    for word in text.replace("’", " ").replace("'", " ").split():
        for plain in words(word):
            if len(plain) > 2 and plain not in STOP and plain not in HOLLOW and not plain.isdigit():
                found.append((rough_stem(plain), word.strip('.,;:!?…«»"()[]\u202f\u00a0-–—').lower() or plain))
    return found


def find(texts: Callable[[], Iterable[tuple[int, str]]], *, most: int = MOST_THEMES) -> tuple[list[Theme], dict[int, int]]:
    """`texts()` gives (id, text), twice the same. The themes, the largest first, and the theme of each text (0: none)."""
    frequency: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = {}
    total = 0
    for _id, text in texts():
        total += 1
        said = dict(stems_of(text))
        frequency.update(said.keys())
        for stem, form in said.items():
            forms.setdefault(stem, Counter())[form] += 1
    least = max(LEAST_TEXTS, total // 100)
    telling = [stem for stem, count in frequency.most_common(CANDIDATES) if count >= least and count <= max(0.7 * total, least)]
    together = _together(texts, frozenset(telling))
    themes = _merge(telling, frequency, together, most)
    made = [
        Theme(number, " · ".join(_best(forms[stem]) for stem in group[:2]), [_best(forms[stem]) for stem in group], stems=frozenset(group))
        for number, group in enumerate(themes, 1)
    ]
    assigned = _assign(texts, made, frequency)
    kept = sorted((theme for theme in made if theme.count), key=lambda theme: (-theme.count, theme.number))
    renumbered = {theme.number: place for place, theme in enumerate(kept, 1)}
    for place, theme in enumerate(kept, 1):
        theme.number = place
    return kept, {pk: renumbered.get(number, 0) for pk, number in assigned.items()}


def _together(texts: Callable[[], Iterable[tuple[int, str]]], telling: frozenset[str]) -> Counter[tuple[str, str]]:
    pairs: Counter[tuple[str, str]] = Counter()
    for _id, text in texts():
        here = sorted({stem for stem, _form in stems_of(text)} & telling)
        pairs.update((one, other) for place, one in enumerate(here) for other in here[place + 1 :])
    return pairs


def _merge(telling: list[str], frequency: Counter[str], together: Counter[tuple[str, str]], most: int) -> list[list[str]]:
    """Each word, from the most frequent on, joins the theme whose first word it mostly comes with; else it begins one."""
    groups: list[list[str]] = []
    for stem in telling:
        best, best_share = None, TOGETHER
        for group in groups:
            pair = (min(stem, group[0]), max(stem, group[0]))
            share = together[pair] / frequency[stem]
            if share > best_share:
                best, best_share = group, share
        if best is not None:
            best.append(stem)
        elif len(groups) < most:
            groups.append([stem])
    return groups


def _assign(texts: Callable[[], Iterable[tuple[int, str]]], themes: list[Theme], frequency: Counter[str]) -> dict[int, int]:
    """Each text goes to the theme whose words it says; rare words weigh more than frequent ones."""
    by_stem = {stem: theme for theme in themes for stem in theme.stems}
    assigned = {}
    for pk, text in texts():
        scores: dict[int, float] = {}
        for stem in {stem for stem, _form in stems_of(text)}:
            if theme := by_stem.get(stem):
                scores[theme.number] = scores.get(theme.number, 0.0) + 1 / frequency[stem] ** 0.5
        number = min(scores, key=lambda one: (-scores[one], one)) if scores else 0
        assigned[pk] = number
        if number:
            themes[number - 1].count += 1
    return assigned


def _best(forms: Counter[str]) -> str:
    """The form that people write most; of equals the shortest."""
    return min(forms, key=lambda form: (-forms[form], len(form), fold(form)))
