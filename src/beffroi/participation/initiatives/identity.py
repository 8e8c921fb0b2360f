"""Who signs, as something that can be compared and not read: a keyed hash of the name and the date of birth.

The key is the secret of the site, which is not in the database. Accents, hyphens, particles in capitals and further first
names do not count: "LE GALL, Élodie Marie" and "Le Gall, Elodie" born the same day are one person.
"""

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from beffroi.participation.initiatives.models import Initiative, InitiativeType, Roll, RollLine

FIELDS = ("last_name", "first_names", "birth_date", "address")


def fold(text: str) -> str:
    """Letters alone, in small, without accents."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae"))
    return "".join(sign for sign in plain.casefold() if sign.isalpha())


def first_of(names: str) -> str:
    """The first of several first names: "Marie-Anne Louise" is "marieanne"."""
    words = names.replace(",", " ").split()
    return fold(words[0]) if words else ""


def said(identity: Mapping[str, Any]) -> str:
    """One person, written in one way; empty if something is missing."""
    parts = [fold(str(identity.get("last_name", ""))), first_of(str(identity.get("first_names", ""))), str(identity.get("birth_date", ""))]
    return "|".join(parts) if all(parts) else ""


def digest(text: str) -> str:
    return salted_hmac("beffroi.initiatives.identity", text, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def roll_digest(roll: Roll, identity: Mapping[str, Any]) -> str:
    return digest(f"roll {roll.pk} {said(identity)}")


def on_roll(roll: Roll, identity: Mapping[str, Any]) -> int | None:
    """The number of this person in the list, whichever of her names she gave."""
    if not said(identity):
        return None
    return RollLine.objects.filter(roll=roll, digest=roll_digest(roll, identity)).values_list("person", flat=True).first()


def person_key(initiative: Initiative, identity: Mapping[str, Any], number: int | None = None) -> str:
    """What is unique in one initiative, and says nothing across two."""
    who = f"roll {initiative.type.roll_id} {number}" if number is not None else said(identity)
    return digest(f"initiative {initiative.pk} {who}")


def age_on(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def is_too_young(kind: InitiativeType, identity: Mapping[str, Any], day: date) -> bool:
    if not kind.minimum_age or not identity.get("birth_date"):
        return False
    return age_on(date.fromisoformat(str(identity["birth_date"])), day) < kind.minimum_age
