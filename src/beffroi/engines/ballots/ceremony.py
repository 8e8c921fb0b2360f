"""The key of some of several (a threshold), made in three rounds; each round is a function of what was published before.

Pedersen's key generation as Belenios writes it. Whoever relays the rounds checks everything and learns nothing: what one trustee
sends to another is hidden under the other's key. Hidden shares are no part of the protocol's published structure, so their form is
ours: alpha = g^r, and the share plus a number hashed from alpha and (the other's key)^r, modulo q.

Everything a trustee must keep derives from one seed: a file with it, and what was published, make every round again.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from beffroi.engines.ballots import proofs
from beffroi.engines.ballots.election import Broken, exact, whole
from beffroi.engines.ballots.groups import Group, Number, dumps, number
from beffroi.engines.ballots.trustees import (
    at,
    confirmed_text,
    is_proven,
    must_be_confirmed,
    public_part,
    read_certificate,
    read_coefficients,
    read_verification,
)

MOST = 100_000  # characters of what a trustee sends in one round: three trustees need some 10,000


def alone(group: Group, seed: str) -> Number:
    """The secret of a trustee who holds a whole key."""
    return group.hash(f"key|{seed}", [])


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

    def signed(self, message: str) -> dict[str, Any]:
        return {"message": message, "signature": proofs.knows(self.group, self.signing, f"sigmsg|{message}|")}

    def polynomial(self) -> list[Number]:
        return [self._derived(f"polynomial|{degree}") for degree in range(self.threshold)]

    def certificate(self) -> dict[str, Any]:
        """Round 1: her keys for signing and for what is sent to her."""
        group = self.group
        context = {"group": group.name, "size": self.size, "threshold": self.threshold, "index": self.index}
        keys = {"verification": str(group.of_g(self.signing)), "encryption": str(group.of_g(self.reading))}
        return self.signed(dumps({"context": context, **keys}))

    def share_for(self, index: int) -> Number:
        found = number(0)
        for one in reversed(self.polynomial()):
            found = (found * index + one) % self.group.q
        return found

    def dealing(self, certificates: Sequence[Any]) -> dict[str, Any]:
        """Round 2: what is published of her polynomial, a hidden share for each, and that these were the certificates."""
        group, shares = self.group, []
        published = [group.of_g(one) for one in self.polynomial()]
        if self.index > len(certificates) or certificates[self.index - 1].get("message") != self.certificate()["message"]:
            raise Broken("your own certificate is not among those that are shown")
        for index, certificate in enumerate(certificates, 1):
            _signing, reading = read_certificate(group, certificate, size=self.size, threshold=self.threshold, index=index)
            r = group.random()
            alpha, pad = group.of_g(r), group.power(reading, r)
            shares.append({"alpha": str(alpha), "share": str((self.share_for(index) + _pad(group, alpha, pad)) % group.q)})
        return {
            "coefexps": self.signed(dumps({"coefexps": [str(one) for one in published]})),
            "shares": shares,
            "signature": self.signed(confirmed_text(certificates, published))["signature"],
        }

    def key(self, dealings: Sequence[Any]) -> Number:
        """Her part of the key, from the shares that all sent to her. Broken if a share is not what its sender published."""
        total = number(0)
        for dealt in dealings:
            hidden = dealt["shares"][self.index - 1]
            alpha = whole(hidden["alpha"])
            share = (whole(hidden["share"]) - _pad(self.group, alpha, self.group.power(alpha, self.reading))) % self.group.q
            published = [whole(one) for one in json.loads(dealt["coefexps"]["message"])["coefexps"]]
            if self.group.of_g(share) != at(self.group, published, self.index):
                raise Broken("a share is not what its sender published")
            total += share
        return total % self.group.q

    def verification(self, dealings: Sequence[Any]) -> dict[str, Any]:
        """Round 3: the public key of her part, with its proof."""
        part = public_part(self.group, self.key(dealings))
        return {**part, "signature": self.signed(part["public_key"])["signature"]}


def _pad(group: Group, alpha: Number, secret: Number) -> Number:
    """A number that nobody guesses without the secret; longer than q, so that its rest modulo q is even."""
    words = "".join(
        hashlib.sha256(f"share|{part}|{alpha}|{secret}".encode()).hexdigest() for part in range(group.q.bit_length() // 256 + 2)
    )
    return number(int(words, 16)) % group.q


# What the one who relays checks, round by round; `raw` is what a trustee sent. Broken says what does not hold.


def _read(raw: str) -> Any:
    if len(raw) > MOST:
        raise Broken("this is too long")
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise Broken("this is no JSON") from None


def single(group: Group, raw: str) -> dict[str, Any]:
    """The public key of a trustee who holds a whole key."""
    part = exact(_read(raw), "pok", "public_key")
    if is_proven(group, part) == 1:
        raise Broken("a trustee's key is out of the group")
    return part


def certificate(group: Group, raw: str, *, size: int, threshold: int, index: int) -> dict[str, Any]:
    said = exact(_read(raw), "message", "signature")
    read_certificate(group, said, size=size, threshold=threshold, index=index)
    if "context" not in json.loads(said["message"]):
        raise Broken("a trustee's key was made for something else")
    return said


def dealing(group: Group, raw: str, *, certificates: Sequence[Any], threshold: int, index: int) -> dict[str, Any]:
    said = exact(_read(raw), "coefexps", "shares", "signature")
    exact(said["coefexps"], "message", "signature")
    size = len(certificates)
    signing, _reading = read_certificate(group, certificates[index - 1], size=size, threshold=threshold, index=index)
    published = read_coefficients(group, signing, said["coefexps"], threshold)
    must_be_confirmed(group, signing, said["signature"], certificates, published)
    if not isinstance(said["shares"], list) or len(said["shares"]) != size:
        raise Broken("there is not one share for every trustee")
    for one in said["shares"]:
        exact(one, "alpha", "share")
        if not group.contains(whole(one["alpha"])) or whole(one["share"]) >= group.q:
            raise Broken("a share is out of the group")
    return said


def verification(
    group: Group, raw: str, *, certificates: Sequence[Any], dealings: Sequence[Any], threshold: int, index: int
) -> dict[str, Any]:
    said = exact(_read(raw), "pok", "public_key", "signature")
    size, rows, signing = len(certificates), [], number(1)
    for place, (certified, dealt) in enumerate(zip(certificates, dealings, strict=True), 1):
        theirs, _reading = read_certificate(group, certified, size=size, threshold=threshold, index=place)
        rows.append(read_coefficients(group, theirs, dealt["coefexps"], threshold))
        signing = theirs if place == index else signing
    read_verification(group, signing, said, rows, index)
    return said


def assemble(threshold: int, certificates: Sequence[Any], dealings: Sequence[Any], verifications: Sequence[Any]) -> dict[str, Any]:
    """The published structure, which `trustees.read` checks whole."""
    return {
        "threshold": threshold,
        "certs": list(certificates),
        "coefexps": [one["coefexps"] for one in dealings],
        "signatures": [one["signature"] for one in dealings],
        "verification_keys": list(verifications),
    }


def rehearsed(ceremonies: Sequence[Ceremony]) -> tuple[dict[str, Any], list[Number]]:
    """The published structure and each one's key, when all rounds are done in one place (tests, a demonstration)."""
    certificates = [one.certificate() for one in ceremonies]
    dealings = [one.dealing(certificates) for one in ceremonies]
    verifications = [one.verification(dealings) for one in ceremonies]
    return assemble(ceremonies[0].threshold, certificates, dealings, verifications), [one.key(dealings) for one in ceremonies]
