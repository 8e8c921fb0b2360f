"""What an application asks, checked: filters of lists, fields of a new report. Wrong words are said, all at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import QueryDict

from beffroi.ground.places.models import Address
from beffroi.ground.places.search import addresses
from beffroi.participation.open311 import formats
from beffroi.participation.open311.errors import bad, missing
from beffroi.participation.reports import states

SPAN, MOST = timedelta(days=90), 1000
MOST_IDS, MOST_PAGE = 1000, 100
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Wanted:
    """A list of reports, or of news."""

    ids: tuple[int, ...] | None  # given: they override all other words
    codes: tuple[str, ...]
    states: tuple[str, ...]
    start: datetime | None
    end: datetime | None
    updated_after: datetime | None
    updated_before: datetime | None
    near: tuple[float, float, float] | None  # latitude, longitude, metres
    size: int
    page: int
    after: str
    extended: bool


def read(query: QueryDict, at: datetime) -> Wanted:
    wrong: list[str] = []

    def moment(name: str) -> datetime | None:
        said = query.get(name, "")
        found = formats.read_moment(said) if said else None
        if said and found is None:
            wrong.append(f"{name} must be a date and time of the W3C profile, such as 2026-01-31T08:00:00Z")
        return found

    def number(name: str, default: int, most: int) -> int:
        said = query.get(name, "")
        if said and not (said.isascii() and said.isdecimal() and 1 <= int(said[:12]) <= 10**9):
            wrong.append(f"{name} must be a whole number from 1")
            return default
        return min(int(said[:12]), most) if said else default

    start, end = moment("start_date"), moment("end_date")
    after, before = moment("updated_after"), moment("updated_before")
    chosen: set[str] = set()
    for word in _words(query.get("status", "")):
        if word.lower() not in ("open", "closed"):
            wrong.append("status must be open or closed")
            break
        chosen |= {key for key, state in states.STATES.items() if state.open311 == word.lower()}
    near = _near(query, wrong)
    size, page = number("page_size", MOST, MOST), number("page", 1, MOST_PAGE)
    if start and end and end < start:
        wrong.append("end_date is before start_date")
    if wrong:
        raise bad(*dict.fromkeys(wrong))
    if not (start or end or after or before):
        start = at - SPAN  # the standard's default
    elif end and not start:
        start = end - SPAN
    ids = _ids(query.get("service_request_id", "")) if query.get("service_request_id", "").strip() else None
    return Wanted(
        ids, tuple(_words(query.get("service_code", ""))), tuple(sorted(chosen)), start, end, after, before, near, size, page,
        query.get("after", "")[:300], query.get("extensions", "").lower() in ("true", "1", "v1"),
    )  # fmt: skip


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()][:MOST_IDS]


def _ids(text: str) -> tuple[int, ...]:
    """Numbers of reports; what is no number of ours is nowhere."""
    return tuple(int(word) for word in _words(text) if word.isascii() and word.isdecimal() and len(word) < 19)


def _near(query: QueryDict, wrong: list[str]) -> tuple[float, float, float] | None:
    said = [query.get(name, "") for name in ("lat", "long", "radius")]
    if not any(said[:2]):
        return None
    latitude, longitude = _degree(said[0], 90), _degree(said[1], 180)
    metres = _degree(said[2] or "250", 20_000)
    if latitude is None or longitude is None or metres is None or metres < 0:
        wrong.append("lat and long must be degrees (WGS 84), radius metres up to 20000")
        return None
    return latitude, longitude, metres


def _degree(text: str, most: float) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if abs(found) <= most else None  # nan is never smaller


def place(form: Mapping[str, str]) -> tuple[float, float, str]:
    """Longitude, latitude and the words for it: from lat and long, an address, or the number of an address here."""
    words = form.get("address_string", "").strip()[:200]
    lat, long = form.get("lat", "").strip(), form.get("long", "").strip()
    if lat or long:
        latitude, longitude = _degree(lat, 90), _degree(long, 180)
        if latitude is None or longitude is None:
            raise bad("lat and long must be degrees (WGS 84), both")
        return longitude, latitude, words
    if number := form.get("address_id", "").strip():
        row = (
            Address.objects.select_related("street").filter(pk=number).first()
            if number.isascii() and number.isdecimal() and len(number) < 19
            else None
        )
        row = row or Address.objects.select_related("street").filter(ban_id=number[:40]).first()
        if row is None:
            raise missing("address_id was not found")
        return row.longitude, row.latitude, words or row.label
    if words:
        found = addresses(words, limit=1)
        if not found:
            raise bad("address_string was not found: send lat and long")
        return found[0].longitude, found[0].latitude, words
    raise bad("a location is required: lat and long, address_string or address_id")
