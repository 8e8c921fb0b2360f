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


def _is_proven(group: Group, part: dict[str, Any]) -> Number:
    public = whole(part.get("public_key"))
    if not group.contains(public):
        raise Broken("a trustee's key is out of the group")
    if not proofs.is_known(group, public, part.get("pok"), f"pok|{group.name}|{public}|"):
        raise Broken("a trustee does not prove that she holds her key")
    return public


# Some of several: Pedersen's key generation, in rounds; each round is a function of what was published before.


@dataclass(frozen=True)
class Ceremony:
    """What one trustee of a threshold keeps to herself. Everything derives from the seed: that is what she must not lose."""

    group: Group
    size: int
    threshold: int
    index: int
    seed: str

    def _derived(self, word: str) -> Number:
        return self.group.hash(f"{word}|{self.seed}", [])

    @property
    def signing(self) -> Number:
        return self._derived("sk")

    @property
    def reading(self) -> Number:
        return self._derived("dk")

    def certificate(self) -> dict[str, Any]:
        """Round 1: her keys for signing and for what is sent to her."""
        group = self.group
        context = {"group": group.name, "size": self.size, "threshold": self.threshold, "index": self.index}
        keys = {"verification": str(group.of_g(self.signing)), "encryption": str(group.of_g(self.reading))}
        return self.signed(dumps({"context": context, **keys}))

    def signed(self, message: str) -> dict[str, Any]:
        return {"message": message, "signature": proofs.knows(self.group, self.signing, f"sigmsg|{message}|")}

    def polynomial(self) -> list[Number]:
        """Round 2: her secret polynomial; the same each time."""
        return [self._derived(f"polynomial|{degree}") for degree in range(self.threshold)]

    def coefficients(self) -> dict[str, Any]:
        """Round 2: what is published of it."""
        return self.signed(dumps({"coefexps": [str(self.group.of_g(one)) for one in self.polynomial()]}))

    def share_for(self, index: int) -> Number:
        """Round 3: what she sends to another, under her encryption key."""
        found = number(0)
        for one in reversed(self.polynomial()):
            found = (found * index + one) % self.group.q
        return found

    def key(self, shares: Sequence[Number]) -> Number:
        """Round 4: her part of the key, from the shares that all sent to her."""
        return sum(shares, number(0)) % self.group.q

    def confirmation(self, certificates: Sequence[dict[str, Any]]) -> dict[str, Any]:
        own = [str(self.group.of_g(one)) for one in self.polynomial()]
        return self.signed("certs_sig|" + dumps({"certs": list(certificates), "coefexps": own}))["signature"]

    def verification_key(self, shares: Sequence[Number]) -> dict[str, Any]:
        part = public_part(self.group, self.key(shares))
        return {**part, "signature": self.signed(part["public_key"])["signature"]}


def checked_share(group: Group, share: Number, index: int, coefficients: Sequence[Number]) -> bool:
    """Whether a share is what its sender's published coefficients say, for the trustee with this index."""
    return bool(group.of_g(share) == _at(group, coefficients, index))


def _at(group: Group, coefficients: Sequence[Number], index: int) -> Number:
    return group.product(group.power(one, index**degree) for degree, one in enumerate(coefficients))


def threshold_of(ceremonies: Sequence[Ceremony]) -> tuple[dict[str, Any], list[Number]]:
    """The published structure of a threshold and each one's key, when all rounds are done in one place (tests, a rehearsal)."""
    certificates = [one.certificate() for one in ceremonies]
    shares = {one.index: [other.share_for(one.index) for other in ceremonies] for one in ceremonies}
    published = {
        "threshold": ceremonies[0].threshold,
        "certs": certificates,
        "coefexps": [one.coefficients() for one in ceremonies],
        "signatures": [one.confirmation(certificates) for one in ceremonies],
        "verification_keys": [one.verification_key(shares[one.index]) for one in ceremonies],
    }
    return published, [one.key(shares[one.index]) for one in ceremonies]


def trustees_json(items: Sequence[tuple[str, dict[str, Any]]]) -> str:
    """The published bytes: ("Single", key) or ("Pedersen", structure), in order."""
    return dumps([list(item) for item in items])


def election_key(group: Group, raw: str) -> Number:
    return read(group, raw).key


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
            public = _is_proven(group, part)
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
    published = []
    for certificate, signed in zip(certificates, coefficients, strict=True):
        verifying = whole(_message(certificate).get("verification"))
        if not group.contains(verifying):
            raise Broken("a trustee's key is out of the group")
        _must_be_signed(group, verifying, certificate)
        _must_be_signed(group, verifying, signed)
        row = [whole(one) for one in _message(signed).get("coefexps") or []]
        if len(row) != threshold or not all(group.contains(one) for one in row):
            raise Broken("a trustee's polynomial is not of the degree that the threshold asks for")
        published.append(row)
    publics = []
    for index, part_of_one in enumerate(verification, 1):
        public = _is_proven(group, part_of_one)
        if public != group.product(_at(group, row, index) for row in published):
            raise Broken("a trustee's key is not what the polynomials say")
        publics.append(public)
    return publics, threshold, group.product(row[0] for row in published)


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
