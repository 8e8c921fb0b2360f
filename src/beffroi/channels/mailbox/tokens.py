"""The word in the address that answers come back to: what is answered, signed, short enough for a local part."""

import hmac
import re

from django.utils.crypto import salted_hmac

LETTER, DOORSTEP = "r", "n"  # an answer to a mail of ours; to a notification
_TOKEN = re.compile(r"\+([rn])([0-9]{1,18})-([0-9a-f]{24})@")


def plus_address(box: str, number: int, person: str, sort: str = LETTER) -> str:
    """`contact@town.fr` → `contact+r12-…@town.fr`: for this row and for this person's address alone."""
    local, _at, domain = box.partition("@")
    return f"{local}+{sort}{number}-{_signature(sort, number, person)}@{domain}"


def read(recipients: tuple[str, ...], person: str, sort: str = LETTER) -> int | None:
    """The row that is answered, if one of these addresses says so truly and was made for this person."""
    for address in recipients:
        found = _TOKEN.search(address)
        if found and found[1] == sort and hmac.compare_digest(found[3], _signature(sort, int(found[2]), person)):
            return int(found[2])
    return None


def _signature(sort: str, number: int, person: str) -> str:
    return salted_hmac("beffroi.mailbox.reply", f"{sort}{number}|{person.lower()}", algorithm="sha256").hexdigest()[:24]
