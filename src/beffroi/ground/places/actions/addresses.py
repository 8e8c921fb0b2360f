from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import IO, Any

from django.db import transaction

from beffroi.ground.places import bal, folding
from beffroi.ground.places.facts import AddressesImported
from beffroi.ground.places.models import Address, Street, StreetGram
from beffroi.kernel.facts import record

BATCH = 500
MOST_REFUSED = 1000


@dataclass
class Report:
    """What an import did, line by line."""

    read: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    refused: list[bal.BadLine] = field(default_factory=list)


def import_addresses(*, file: IO[bytes], at: datetime, progress: Callable[[int], None] | None = None) -> Report:
    """Make the addresses of the municipalities of a BAL file those of the file.

    Repeatable: the same file again changes nothing. An address that is no longer in the file goes, unless lines were
    refused: then one of them may be that address. ValueError with a sentence if the file is no BAL at all.
    """
    report = Report()
    rows = _best(_counted(bal.read(file), report, progress))
    with transaction.atomic():
        streets = _streets(rows, report)
        _write(rows, streets, report)
        if not report.refused:
            _forget(rows, streets, report)
        _place_streets(streets.values())
        record(AddressesImported(read=report.read, added=report.added, removed=report.removed))
    return report


Key = tuple[str, str, str]


def _street_key(row: bal.Row) -> Key:
    return row.insee_code, folding.folded(row.street)[:300], row.locality


def _counted(found: Iterable[bal.Row | bal.BadLine], report: Report, progress: Callable[[int], None] | None) -> Iterator[bal.Row]:
    for row in found:
        report.read += 1
        if progress and report.read % BATCH == 0:
            progress(report.read)
        if isinstance(row, bal.Row):
            yield row
        elif len(report.refused) < MOST_REFUSED:
            report.refused.append(row)
    if progress:
        progress(report.read)


def _best(rows: Iterable[bal.Row]) -> dict[tuple[Any, ...], bal.Row]:
    """One row for an address that has several positions."""
    kept: dict[tuple[Any, ...], bal.Row] = {}
    for row in rows:
        key = (*_street_key(row), row.number, row.suffix)
        if key not in kept or row.rank < kept[key].rank:
            kept[key] = row
    return kept


def _streets(rows: dict[tuple[Any, ...], bal.Row], report: Report) -> dict[Key, Street]:
    """The streets of the rows, made where they are new, renamed where their accents or city changed."""
    wanted = {_street_key(row): row for row in rows.values()}
    known = {
        (street.insee_code, street.folded, street.locality): street
        for street in Street.objects.filter(insee_code__in={key[0] for key in wanted})
    }
    made = []
    for key, row in wanted.items():
        if key not in known:
            made.append(
                Street(
                    insee_code=key[0],
                    folded=key[1],
                    locality=key[2],
                    name=row.street,
                    city=row.city,
                    longitude=row.longitude,
                    latitude=row.latitude,
                )
            )
        elif (known[key].name, known[key].city) != (row.street, row.city):
            known[key].name, known[key].city = row.street, row.city
            known[key].save(update_fields=["name", "city"])
    for street in Street.objects.bulk_create(made, batch_size=BATCH):
        known[(street.insee_code, street.folded, street.locality)] = street
        StreetGram.objects.bulk_create(StreetGram(gram=gram, street=street) for gram in sorted(folding.grams(street.folded)))
    # A named place without numbers lies where the file says.
    for key, row in wanted.items():
        if row.number is None:
            known[key].longitude, known[key].latitude = row.longitude, row.latitude
    return known


_KEPT = ("longitude", "latitude", "ban_id", "is_certified")


def _write(rows: dict[tuple[Any, ...], bal.Row], streets: dict[Key, Street], report: Report) -> None:
    known = {
        (row.street_id, row.number, row.suffix): row for row in Address.objects.filter(street__insee_code__in={key[0] for key in streets})
    }
    added, changed = [], []
    for row in rows.values():
        if row.number is None:
            continue
        street = streets[_street_key(row)]
        values = {name: getattr(row, name) for name in _KEPT}
        found = known.get((street.pk, row.number, row.suffix))
        if found is None:
            added.append(Address(street=street, number=row.number, suffix=row.suffix, **values))
        elif any(getattr(found, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(found, name, value)
            changed.append(found)
    Address.objects.bulk_create(added, batch_size=BATCH)
    Address.objects.bulk_update(changed, _KEPT, batch_size=BATCH)
    report.added, report.changed = len(added), len(changed)


def _forget(rows: dict[tuple[Any, ...], bal.Row], streets: dict[Key, Street], report: Report) -> None:
    present = {(streets[_street_key(row)].pk, row.number, row.suffix) for row in rows.values()}
    cities = {key[0] for key in streets}
    gone = [
        pk
        for pk, street, number, suffix in Address.objects.filter(street__insee_code__in=cities).values_list(
            "pk", "street_id", "number", "suffix"
        )
        if (street, number, suffix) not in present
    ]
    for batch in _batches(gone):
        Address.objects.filter(pk__in=batch).delete()
    report.removed = len(gone)
    wanted = {_street_key(row) for row in rows.values()}
    empty = [street.pk for key, street in streets.items() if key not in wanted]
    for batch in _batches(empty):
        Street.objects.filter(pk__in=batch).delete()
    for key in [key for key in streets if key not in wanted]:
        del streets[key]


def _place_streets(streets: Iterable[Street]) -> None:
    """A street lies at the address nearest to the middle of its addresses, so that its point is on it."""
    by_street: dict[int, list[tuple[float, float]]] = {}
    streets = list(streets)
    cities = {street.insee_code for street in streets}
    for pk, longitude, latitude in Address.objects.filter(street__insee_code__in=cities).values_list("street_id", "longitude", "latitude"):
        by_street.setdefault(pk, []).append((longitude, latitude))
    for street in streets:
        if points := by_street.get(street.pk):
            x, y = (sum(part) / len(points) for part in zip(*points, strict=True))
            street.longitude, street.latitude = min(points, key=lambda point: (point[0] - x) ** 2 + (point[1] - y) ** 2)
    Street.objects.bulk_update(streets, ["longitude", "latitude"], batch_size=BATCH)


def _batches(ids: list[int]) -> Iterator[list[int]]:
    waiting = iter(ids)
    while batch := list(islice(waiting, BATCH)):
        yield batch
