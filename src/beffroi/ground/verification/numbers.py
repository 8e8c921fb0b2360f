"""Telephone numbers as networks write them (E.164): mobile ones of France and its territories, each message to which costs the town."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import pgettext

_MOBILE = re.compile(
    r"\+33[67]\d{8}|\+262(?:639|69[23])\d{6}|\+590(?:690|691)\d{6}|\+594694\d{6}|\+596(?:696|697)\d{6}|\+508\d{6}|\+687[7-9]\d{5}|\+689(?:87|88|89)\d{6}|\+681\d{6}"
)
_OVERSEAS = {"639": "262", "692": "262", "693": "262", "690": "590", "691": "590", "694": "594", "696": "596", "697": "596"}


def normal(said: str) -> str:
    """The number in one way of writing; ValidationError if it is no mobile number that we may write to."""
    digits = re.sub(r"[\s.()\-/\u00a0\u202f\u2011]", "", said)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    digits = re.sub(r"^\+330?(?=[67])", "+33", digits)
    if re.fullmatch(r"0[67]\d{8}", digits):
        digits = "+" + _OVERSEAS.get(digits[1:4], "33") + digits[1:]
    if not _MOBILE.fullmatch(digits):
        raise ValidationError(pgettext("verification", "Write a mobile number of France or its territories, such as 06 12 34 56 78."))
    return digits
