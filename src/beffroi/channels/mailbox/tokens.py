"""The word in the address that answers come back to: which mail it answers, signed, short enough for a local part."""

import hmac
import re

from django.utils.crypto import salted_hmac

_TOKEN = re.compile(r"\+r([0-9]{1,18})-([0-9a-f]{24})@")


def plus_address(box: str, letter_id: int, person: str) -> str:
    """`contact@town.fr` → `contact+r12-…@town.fr`: for this mail and for this person's address alone."""
    local, _at, domain = box.partition("@")
    return f"{local}+r{letter_id}-{_signature(letter_id, person)}@{domain}"


def read(recipients: tuple[str, ...], person: str) -> int | None:
    """The mail that is answered, if one of these addresses says so truly and this person received it."""
    for address in recipients:
        if (found := _TOKEN.search(address)) and hmac.compare_digest(found[2], _signature(int(found[1]), person)):
            return int(found[1])
    return None


def _signature(letter_id: int, person: str) -> str:
    return salted_hmac("beffroi.mailbox.reply", f"{letter_id}|{person.lower()}", algorithm="sha256").hexdigest()[:24]
