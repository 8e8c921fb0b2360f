"""Addresses found offline: as one types, with or without accents, abbreviations, number, and with slips of the finger."""

import json
from dataclasses import dataclass

from django.db.models import Count, Q

from beffroi.ground.places import folding
from beffroi.ground.places.geometry import metres
from beffroi.ground.places.models import Address, Place, Street, StreetGram

MOST_SIGNS = 120
CANDIDATES = 60


@dataclass(frozen=True)
class Match:
    """One answer. `kind`: address, street or place; `id`: of that row; `score`: 0 to 1."""

    label: str
    longitude: float
    latitude: float
    id: int
    kind: str = "address"
    score: float = 1.0

    @property
    def as_choice(self) -> str:
        """What a form sends back when this answer is chosen."""
        return json.dumps([self.longitude, self.latitude, self.label], ensure_ascii=False)


def addresses(text: str, limit: int = 8) -> list[Match]:
    """The best answers first. At most five queries, whatever the size of the town."""
    text = " ".join(text[:MOST_SIGNS].split())
    if len(folding.plain(text)) < 2:
        return []
    number, suffix, rest = folding.split_number(text)
    streets = _streets(rest if number is not None else text)
    if number is None and not streets:
        # "rue du 8 mai 1945" ends with a number too: only what is no street by itself is read so.
        number, suffix, rest = folding.split_last_number(text)
        streets = _streets(rest) if number is not None else []
    if number is not None and len(suffix) == 1:
        # "12 d arc" is rather the street "d'arc" than the suffix "d": take the reading that finds more.
        with_letter = _streets(f"{suffix} {rest}")
        if with_letter and (not streets or with_letter[0][0] > streets[0][0] + 0.05):
            streets, suffix = with_letter, ""
    found = _numbered(streets, number, suffix) if number is not None else []
    found += [Match(_name(street), street.longitude, street.latitude, street.pk, "street", score) for score, street in streets]
    if number is None:
        found += _places(text)
    found.sort(key=lambda match: (-match.score, match.label))
    return found[:limit]


def _name(street: Street) -> str:
    beside = ", ".join(part for part in (street.locality, street.city) if part)
    return f"{street.name}, {beside}" if beside else street.name


def _streets(text: str) -> list[tuple[float, Street]]:
    """Streets like these words, with a score, the best first."""
    asked = folding.folded(text)
    if not asked:
        return []
    counted = (
        StreetGram.objects.filter(gram__in=folding.grams(asked))
        .values("street")
        .annotate(common=Count("street"))
        .order_by("-common", "street")[:CANDIDATES]
    )
    ids = [row["street"] for row in counted]
    # Words not finished yet ("rue des li") have too few pieces to be sure of: their beginning decides.
    last = asked.split()[-1]
    near = Street.objects.filter(Q(pk__in=ids) | Q(folded__startswith=asked) | Q(folded__contains=f" {last}"))[: CANDIDATES * 3]
    scored = [(score, street) for street in near if (score := _score(asked, street)) >= 0.55]
    scored.sort(key=lambda pair: (-pair[0], pair[1].name, pair[1].pk))
    return scored[:12]


def _score(asked: str, street: Street) -> float:
    """How well the asked words are met by the street's name; words of its city help and do not hurt."""
    name = street.folded.split()
    beside = folding.folded(f"{street.locality} {street.city}").split()
    telling = folding.words(asked)
    last = asked.split()[-1]
    total = 0.0
    for word in telling:
        best = max((_likeness(word, other, unfinished=word == last) for other in name), default=0.0)
        if best < 0.7 and beside:
            best = max(best, max(_likeness(word, other, unfinished=word == last) for other in beside) * 0.9)
        if best < 0.5:
            return 0.0
        total += best
    score = total / len(telling)
    said = set(asked.split())
    missing = sum(1 for word in folding.words(street.folded) if not any(_likeness(a, word, unfinished=True) > 0.6 for a in said))
    kind = next((word for word in asked.split() if word in folding.KINDS), None)
    return max(0.0, score - 0.04 * missing - (0.06 if kind and kind not in name else 0.0))


def _likeness(asked: str, word: str, *, unfinished: bool) -> float:
    """1 for the same word; less for a beginning, less for a slip."""
    if asked == word:
        return 1.0
    if unfinished and word.startswith(asked):
        return 0.9
    heard, said = folding.sound(asked), folding.sound(word)
    if heard == said:
        return 0.88
    if unfinished and len(heard) > 2 and said.startswith(heard):
        return 0.8
    allowed = 0 if len(asked) < 4 else 1 if len(asked) < 7 else 2
    if not allowed:
        return 0.0
    whole: float = folding.slips(asked, word, allowed)
    if unfinished and whole > allowed and len(word) > len(asked):
        whole = folding.slips(asked, word[: len(asked)], allowed) + 0.5
    return 0.0 if whole > allowed else 0.85 - 0.12 * whole


def _numbered(streets: list[tuple[float, Street]], number: int, suffix: str) -> list[Match]:
    """The number in the likely streets; where it is not, its nearest neighbours a little lower."""
    by_street = {street.pk: (score, street) for score, street in streets[:6]}
    rows = list(Address.objects.filter(street__in=by_street, number__range=(max(1, number - 12), number + 12)).order_by("number", "suffix"))
    found = []
    for pk, (score, street) in by_street.items():
        here = [row for row in rows if row.street_id == pk]
        exact = [row for row in here if row.number == number and (not suffix or row.suffix == suffix)]
        near = (
            exact
            or sorted(here, key=lambda row: (row.number != number, abs(row.number - number), (row.number - number) % 2, row.suffix))[:2]
        )
        for rank, row in enumerate(near[:4]):
            worth = score + 0.2 - 0.01 * rank - (0.0 if exact else 0.12)
            label = f"{row.number} {row.suffix}".strip() + f" {_name(street)}"
            found.append(Match(label, row.longitude, row.latitude, row.pk, "address", worth))
    return found


def _places(text: str) -> list[Match]:
    """Places of interest with all the asked words in their name (a few hundred in a town)."""
    asked = folding.plain(text).split()
    found = []
    for pk, name, longitude, latitude in Place.objects.order_by("name", "pk").values_list("pk", "name", "longitude", "latitude")[:2000]:
        words = folding.plain(name).split()
        if all(any(word.startswith(part) for word in words) for part in asked):
            found.append(Match(name, longitude, latitude, pk, "place", 0.9))
    return found


def nearest(longitude: float, latitude: float, *, within: float = 300) -> tuple[Address, float] | None:
    """The nearest address to a point and its distance in metres."""
    for reach in (within / 6, within):
        high = reach / 111_000
        # A degree of longitude is shorter than one of latitude: by two in the north of Europe, which is enough of a margin here.
        wide = high * 2.2
        rows = Address.objects.filter(
            latitude__range=(latitude - high, latitude + high), longitude__range=(longitude - wide, longitude + wide)
        ).select_related("street")[:2000]
        near = [(metres((longitude, latitude), (row.longitude, row.latitude)), row.pk, row) for row in rows]
        near = [found for found in near if found[0] <= reach]
        if near:
            away, _pk, row = min(near)
            return row, away
    return None
