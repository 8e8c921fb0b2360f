"""What one act asks for: plain JSON, a word for addresses, a sentence for people.

{"methods": ["sms", "letter"], "minimum_age": 16, "districts": [3], "parent": true}: any one of the methods, and all of the rest.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from beffroi.ground.places.queries import districts
from beffroi.ground.verification.types import AGES, EMAIL, label_of

NO_AGE = 0


def clean(value: Any) -> dict[str, Any]:
    """A requirement with what is known in it, and nothing else; {} asks for nothing."""
    if not isinstance(value, dict):
        return {}
    methods = [str(one) for one in value.get("methods") or [] if isinstance(one, str)]
    age, places = value.get("minimum_age"), value.get("districts") or []
    found: dict[str, Any] = {}
    if methods:
        found["methods"] = sorted(set(methods))
    if isinstance(age, int) and age > 0:  # between two ages that are known: the older one, never none
        found["minimum_age"] = next((one for one in AGES if one >= age), AGES[-1])
    if numbers := sorted({int(one) for one in places if isinstance(one, int) or (isinstance(one, str) and one.isdecimal())}):
        found["districts"] = numbers
    if value.get("parent"):
        found["parent"] = True
    return found


def word(requirement: dict[str, Any]) -> str:
    """The requirement in an address: it only says what to offer, the rule reads the true one."""
    found = clean(requirement)
    numbers = ".".join(str(one) for one in found.get("districts", []))
    return "_".join(
        [".".join(found.get("methods", [])), str(found.get("minimum_age", NO_AGE)), numbers, "p" if found.get("parent") else ""]
    )


def read(said: str) -> dict[str, Any]:
    """What an address says; {} if it says nothing sensible."""
    parts = said[:500].split("_")
    if len(parts) != 4:
        return {}
    age = int(parts[1]) if parts[1].isdecimal() and len(parts[1]) < 4 else NO_AGE
    places = [int(one) for one in parts[2].split(".") if one.isdecimal() and len(one) < 10]
    return clean(
        {"methods": [one for one in parts[0].split(".") if one], "minimum_age": age, "districts": places, "parent": parts[3] == "p"}
    )


def asks(requirement: Any) -> bool:
    """Whether it asks for more than an account."""
    found = clean(requirement)
    return any(found.get(name) for name in ("minimum_age", "districts", "parent")) or any(one != EMAIL for one in found.get("methods", []))


def sentence(requirement: Any) -> str:
    """Who may, as one says it: "verified by text message or at the counter; from 16 years on; living in Les Prés"."""
    found, said = clean(requirement), []
    if methods := found.get("methods"):
        said.append(_("verified: %(ways)s") % {"ways": _any_of(label_of(one) for one in methods)})
    if age := found.get("minimum_age"):
        said.append(_("from %(age)d years on") % {"age": age})
    if wanted := found.get("districts"):
        names = [one.name for one in districts() if one.pk in wanted]
        said.append(_("living in: %(districts)s") % {"districts": _any_of(names)} if names else _("living in a district that is no more"))
    if found.get("parent"):
        said.append(_("under 15, with the agreement of a parent"))
    return "; ".join(said)


def _any_of(words: Iterable[Any]) -> str:
    all_of = [str(one) for one in words]
    return all_of[0] if len(all_of) == 1 else _("%(several)s or %(last)s") % {"several": ", ".join(all_of[:-1]), "last": all_of[-1]}
