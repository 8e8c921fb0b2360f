"""Telephone numbers as networks write them (E.164), and those that may be written to.

Each message costs: a number of a country that is not allowed is refused before it costs anything.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# France and its territories: country code and what a mobile number there begins with.
_FRANCE = re.compile(
    r"\+33[67]\d{8}|\+262(?:639|69[23])\d{6}|\+590(?:690|691)\d{6}|\+594694\d{6}|\+596(?:696|697)\d{6}|\+508\d{6}|\+687[7-9]\d{5}|\+689(?:87|88|89)\d{6}|\+681\d{6}"
)
_OVERSEAS = {"639": "262", "692": "262", "693": "262", "690": "590", "691": "590", "694": "594", "696": "596", "697": "596"}
_ANY = re.compile(r"\+[1-9]\d{7,14}")


def normal(said: str, *, countries: tuple[str, ...] = ()) -> str:
    """The number in E.164; ValidationError if it is no mobile number that may be written to. `countries`: codes beyond France."""
    digits = re.sub(r"[\s.()\-/\u00a0\u202f\u2011]", "", said)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    digits = re.sub(r"^\+33\(?0\)?(?=[67])", "+33", digits)
    if re.fullmatch(r"0[67]\d{8}", digits):
        digits = "+" + _OVERSEAS.get(digits[1:4], "33") + digits[1:]
    if _FRANCE.fullmatch(digits) or (_ANY.fullmatch(digits) and any(digits.startswith(f"+{code}") for code in countries)):
        return digits
    if _ANY.fullmatch(digits) and not digits.startswith("+33"):
        raise ValidationError(_("We do not send text messages to this country."), code="country")
    raise ValidationError(_("This is not a mobile number. Write it like 06 12 34 56 78."), code="number")


def hidden(number: str) -> str:
    """Enough to recognise one's own: +33 … 78."""
    return f"{number[:3]} … {number[-2:]}"
