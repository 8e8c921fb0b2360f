"""Those who hold the key: one, several together, or some of several (a threshold). No single one of these can open a ballot.

The threshold structure carries more than 2.0 asks for (context, signatures), so that newer versions accept it too.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from beffroi.engines.ballots import proofs
from beffroi.engines.ballots.election import Broken, whole
from beffroi.engines.ballots.groups import Group, Number, dumps, inverse, number


@dataclass(frozen=True)
class Holder:
    """One who decrypts: her public key, and where she stands among those of a threshold (`index` from 1; 0: alone)."""

    public_key: Number
    item: int  # which element of the trustees
    index: int = 0


@dataclass(frozen=True)
class Trustees:
    """All who hold the key, in the order in which the protocol numbers them from 1. `needed`: how many of each item."""

    holders: tuple[Holder, ...]
    needed: tuple[int, ...]
    key: Number


def new_key(group: Group) -> tuple[Number, dict[str, Any]]:
    """A trustee's secret, and what is published of it with its proof."""
    secret = group.random()
    return secret, public_part(group, secret)


def public_part(group: Group, secret: Number) -> dict[str, Any]:
    public = group.of_g(secret)
    return {"pok": proofs.knows(group, secret, f"pok|{group.name}|{public}|"), "public_key": str(public)}


def is_proven(group: Group, part: dict[str, Any]) -> Number:
    public = whole(part.get("public_key"))
    if not group.contains(public):
        raise Broken("a trustee's key is out of the group")
    if not proofs.is_known(group, public, part.get("pok"), f"pok|{group.name}|{public}|"):
        raise Broken("a trustee does not prove that she holds her key")
    return public


def trustees_json(items: Sequence[tuple[str, dict[str, Any]]]) -> str:
    """The published bytes: ("Single", key) or ("Pedersen", structure), in order."""
    return dumps([list(item) for item in items])


def read(group: Group, raw: str) -> Trustees:
    """All who hold the key, every proof checked. Broken says what does not hold."""
    said = json.loads(raw)
    if not isinstance(said, list) or not said or dumps(said) != raw:
        raise Broken("the trustees are not written as they should be")
    holders: list[Holder] = []
    needed: list[int] = []
    keys: list[Number] = []
    for place, item in enumerate(said):
        if not isinstance(item, list) or len(item) != 2 or not isinstance(item[1], dict):
            raise Broken("a trustee is not understood")
        kind, part = item
        if kind == "Single":
            public = is_proven(group, part)
            holders.append(Holder(public, place))
            needed.append(1)
            keys.append(public)
        elif kind == "Pedersen":
            publics, threshold, key = _threshold(group, part)
            holders += [Holder(public, place, index) for index, public in enumerate(publics, 1)]
            needed.append(threshold)
            keys.append(key)
        else:
            raise Broken(f"trustees of the kind {kind} are not known")
    return Trustees(tuple(holders), tuple(needed), group.product(keys))


def _threshold(group: Group, part: dict[str, Any]) -> tuple[list[Number], int, Number]:
    threshold, certificates = part.get("threshold"), part.get("certs")
    coefficients, verification = part.get("coefexps"), part.get("verification_keys")
    lists = (certificates, coefficients, verification)
    if not all(isinstance(one, list) for one in lists) or len({len(one) for one in lists if isinstance(one, list)}) != 1:
        raise Broken("a threshold has not one of each for every trustee")
    assert isinstance(certificates, list)
    assert isinstance(coefficients, list)
    assert isinstance(verification, list)
    if not isinstance(threshold, int) or not 1 <= threshold <= len(certificates):
        raise Broken("a threshold is not between one and all")
    signing, published = [], []
    for index, (certificate, signed) in enumerate(zip(certificates, coefficients, strict=True), 1):
        verifying, _reading = read_certificate(group, certificate, size=len(certificates), threshold=threshold, index=index)
        signing.append(verifying)
        published.append(read_coefficients(group, verifying, signed, threshold))
    # What newer versions of the protocol add: each confirms that all were shown the same certificates, and signs her key.
    confirmed = part.get("signatures", [None] * len(certificates))
    if not isinstance(confirmed, list) or len(confirmed) != len(certificates):
        raise Broken("a threshold has not one of each for every trustee")
    publics = []
    for index, part_of_one in enumerate(verification, 1):
        if confirmed[index - 1] is not None:
            must_be_confirmed(group, signing[index - 1], confirmed[index - 1], certificates, published[index - 1])
        publics.append(read_verification(group, signing[index - 1], part_of_one, published, index))
    return publics, threshold, group.product(row[0] for row in published)


def read_certificate(group: Group, signed: Any, *, size: int, threshold: int, index: int) -> tuple[Number, Number]:
    """The keys of a trustee for signing and for reading, from what she published first."""
    message = _message(signed)
    verifying, reading = whole(message.get("verification")), whole(message.get("encryption"))
    if not group.contains(verifying) or not group.contains(reading) or verifying == 1 or reading == 1:
        raise Broken("a trustee's key is out of the group")
    wanted = {"group": group.name, "size": size, "threshold": threshold, "index": index}
    if message.get("context", wanted) != wanted:
        raise Broken("a trustee's key was made for something else")
    _must_be_signed(group, verifying, signed)
    return verifying, reading


def read_coefficients(group: Group, verifying: Number, signed: Any, threshold: int) -> list[Number]:
    """What a trustee published of her polynomial."""
    said = _message(signed).get("coefexps")
    _must_be_signed(group, verifying, signed)
    row = [whole(one) for one in said] if isinstance(said, list) else []
    if len(row) != threshold or not all(group.contains(one) for one in row):
        raise Broken("a trustee's polynomial is not of the degree that the threshold asks for")
    return row


def confirmed_text(certificates: Sequence[Any], coefficients: Sequence[Number]) -> str:
    """What each signs so that nobody can be shown other certificates than the others."""
    return "certs_sig|" + dumps({"certs": list(certificates), "coefexps": [str(one) for one in coefficients]})


def must_be_confirmed(group: Group, verifying: Number, signature: Any, certificates: Sequence[Any], coefficients: Sequence[Number]) -> None:
    if not proofs.is_known(group, verifying, signature, f"sigmsg|{confirmed_text(certificates, coefficients)}|"):
        raise Broken("a trustee did not confirm what the others were shown")


def read_verification(group: Group, verifying: Number, part: Any, coefficients: Sequence[Sequence[Number]], index: int) -> Number:
    """The public key of one trustee of a threshold, which all polynomials together must give."""
    if not isinstance(part, dict):
        raise Broken("a trustee's key is not understood")
    public = is_proven(group, part)
    if public != group.product(at(group, row, index) for row in coefficients):
        raise Broken("a trustee's key is not what the polynomials say")
    if "signature" in part and not proofs.is_known(group, verifying, part["signature"], f"sigmsg|{public}|"):
        raise Broken("what a trustee says is not signed by her")
    return public


def at(group: Group, coefficients: Sequence[Number], index: int) -> Number:
    """A polynomial that is known by its published coefficients, at one place."""
    return group.product(group.power(one, index**degree) for degree, one in enumerate(coefficients))


def _message(signed: Any) -> dict[str, Any]:
    found = json.loads(signed["message"]) if isinstance(signed, dict) and isinstance(signed.get("message"), str) else None
    if not isinstance(found, dict):
        raise Broken("what a trustee signed is not understood")
    return found


def _must_be_signed(group: Group, public: Number, signed: dict[str, Any]) -> None:
    if not proofs.is_known(group, public, signed.get("signature"), f"sigmsg|{signed['message']}|"):
        raise Broken("what a trustee says is not signed by her")


def weights(trustees: Trustees, present: Sequence[int], group: Group) -> Iterator[tuple[int, Number]]:
    """To which power the factor of each of those present (numbers from 1) counts. Broken if they are not enough.

    Of a threshold, the first that are needed; Lagrange's coefficients at zero.
    """
    for item, needed in enumerate(trustees.needed):
        here = [number for number in sorted(present) if trustees.holders[number - 1].item == item][:needed]
        if len(here) < needed:
            raise Broken("not enough trustees have decrypted")
        indexes = [trustees.holders[number - 1].index for number in here]
        for one, index in zip(here, indexes, strict=True):
            factor = number(1)
            for other in indexes:
                if other != index:
                    factor = factor * other * inverse(number(other - index) % group.q, group.q) % group.q
            yield one, factor
