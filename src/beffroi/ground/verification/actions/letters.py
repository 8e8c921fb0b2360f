"""A code by post: whoever types it lives where the letter arrived. Codes are made when letters are printed, and only hashed."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from beffroi.ground.people.models import Account
from beffroi.ground.people.rules import must_have_right
from beffroi.ground.places.queries import district_at
from beffroi.ground.places.types import Location
from beffroi.ground.town.models import Town
from beffroi.ground.verification import rules
from beffroi.ground.verification.actions.granting import Granted, grant
from beffroi.ground.verification.actions.notices import tell
from beffroi.ground.verification.digests import Hasher, fold, same
from beffroi.ground.verification.models import Letter
from beffroi.ground.verification.types import LETTER, settings_of
from beffroi.kernel.rules import Refusal, Refused, require

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that the eye takes for something else
LENGTH, TRIES = 10, 10
VALID, WAITS = timedelta(days=60), timedelta(days=45)
MOST_TO_ADDRESS, HALF_A_YEAR = 8, timedelta(days=182)


@dataclass(frozen=True)
class Printed:
    """A letter as it is printed once; its code is known to the paper alone."""

    letter: Letter
    lines: list[str]
    code: str


@transaction.atomic
def ask(*, account: Account, name: str, place: Location, at: datetime) -> Letter:
    """She asks for a letter at her address in the town."""
    hashed = Hasher()
    at_address = hashed("address", _plain(place.address))
    recent = Letter.objects.filter(digest__startswith=at_address[:32], asked_at__gt=at - HALF_A_YEAR).count()
    if recent >= MOST_TO_ADDRESS:
        require(Refusal("address_full", _("Many letters were sent to this address already. Come to the town hall, or ask us.")))
    if Letter.objects.filter(account=account, state__in=[Letter.ASKED, Letter.PRINTED]).exists():
        require(Refusal("waiting", _("A letter is on its way to you already.")))
    town, district = Town.current(), district_at(place.longitude, place.latitude)
    try:
        with transaction.atomic():
            return Letter.objects.create(
                account=account,
                addressed={"name": name, "street": _street(place.address, town), "city": f"{town.postal_code} {town.city}".strip()},
                # Half says the address, half says who: the same person there is one, and an address can be counted.
                digest=at_address[:32] + hashed("resident", fold(name), _plain(place.address))[:32],
                district=district,
                asked_at=at,
            )
    except IntegrityError:
        raise Refused(Refusal("waiting", _("A letter is on its way to you already."))) from None


@transaction.atomic
def give_up(*, letter: Letter) -> None:
    """She does not want the letter any more, or typed the wrong address."""
    Letter.objects.filter(pk=letter.pk, state__in=[Letter.ASKED, Letter.PRINTED]).update(state=Letter.VOID, addressed={}, code_hash="")


@transaction.atomic
def print_batch(*, person: Account, again: Iterable[int] = (), at: datetime) -> list[Printed]:
    """The letters that wait, with a fresh code each; `again`: printed ones whose paper was lost (their former code dies)."""
    require(must_have_right(person, rules.LETTERS))
    wanted = Q(state=Letter.ASKED) | Q(state=Letter.PRINTED, pk__in=list(again))
    rows = list(Letter.objects.select_for_update().filter(wanted).order_by("asked_at", "pk")[:100])
    hashed, made = Hasher(), []
    for row in rows:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        is_first = row.state == Letter.ASKED
        row.state, row.printed_at, row.expires_at, row.tries = Letter.PRINTED, at, at + VALID, 0
        row.code_hash = hashed("letter", str(row.account_id), code)
        row.save(update_fields=["state", "printed_at", "expires_at", "tries", "code_hash"])
        lines = [row.addressed.get(part, "") for part in ("name", "street", "city")]
        made.append(Printed(row, [line for line in lines if line], f"{code[:5]}-{code[5:]}"))
        if is_first:
            tell(account=row.account, name="letter_printed", key=f"letter-{row.pk}", at=at)
    return made


def confirm(*, account: Account, code: str, at: datetime) -> Granted:
    """The code of the letter came back: she lives there."""
    require(_must_fit(account, code, at))
    with transaction.atomic():
        row = Letter.objects.select_for_update().filter(account=account, state=Letter.PRINTED).first()
        if row is None:
            raise Refused(_gone())
        made = grant(
            account=account,
            method=LETTER,
            digests=[Hasher()("resident-key", row.digest)],
            at=at,
            months=settings_of(LETTER).months,
            district_id=row.district_id,
        )
        row.state, row.addressed, row.code_hash = Letter.USED, {}, ""
        row.save(update_fields=["state", "addressed", "code_hash"])
        return made


def _gone() -> Refusal:
    return Refusal("gone", _("No letter with a valid code is on its way to you. Ask for another one."))


def _must_fit(account: Account, code: str, at: datetime) -> Refusal | None:
    """Counts the try in a transaction of its own: a refusal must not take the count back."""
    with transaction.atomic():
        row = Letter.objects.select_for_update().filter(account=account, state=Letter.PRINTED, expires_at__gt=at).first()
        if row is None:
            return _gone()
        if row.tries >= TRIES:
            give_up(letter=row)
            return Refusal("tries", _("This code was typed wrongly too often. Ask for another letter."))
        Letter.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
    bare = "".join(sign for sign in code.upper() if sign.isalnum())
    if not same(row.code_hash, Hasher()("letter", str(account.pk), bare)):
        return Refusal("wrong_code", _("This is not the code. Look again at the letter: it has ten letters and figures."))
    return None


def forget_letters(*, at: datetime) -> None:
    """Names and addresses do not outlive their letter; a letter that was never printed is not sent months later."""
    over = Q(state=Letter.PRINTED, expires_at__lte=at) | Q(state=Letter.ASKED, asked_at__lte=at - WAITS)
    Letter.objects.filter(over).update(state=Letter.VOID, addressed={}, code_hash="")
    Letter.objects.filter(state__in=[Letter.USED, Letter.VOID], asked_at__lte=at - HALF_A_YEAR).delete()


def _plain(address: str) -> str:
    return "".join(sign for sign in address.casefold() if sign.isalnum())


def _street(address: str, town: Town) -> str:
    """The line of the street alone: postal code and commune stand on a line of their own."""
    head, _comma, tail = address.rpartition(",")
    is_town = head and (fold(town.city) in fold(tail) or (town.postal_code and town.postal_code in tail))
    return (head if is_town else address).strip()[:200]
