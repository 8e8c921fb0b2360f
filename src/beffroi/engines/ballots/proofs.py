"""Proofs that say nothing more than what they prove (Schnorr, Chaum-Pedersen, one of several), made and checked.

All are made non-interactive by hashing: the challenge is the hash of what was committed to, with a prefix that binds the proof
to its election, its credential and its ciphertexts. Each proof is a list of {challenge, response}.
"""

from collections.abc import Callable, Sequence
from typing import Any

from beffroi.engines.ballots.election import Broken, exact, whole
from beffroi.engines.ballots.groups import Group, Number

Power = Callable[[Number], Number]
Ciphertext = tuple[Number, Number]  # (g^r, y^r · g^m)


def said(challenge: Number, response: Number) -> dict[str, str]:
    return {"challenge": str(challenge), "response": str(response)}


def parts(proof: Any, group: Group) -> tuple[Number, Number]:
    """Challenge and response, both exponents. Broken if they are not."""
    exact(proof, "challenge", "response")
    challenge, response = whole(proof["challenge"]), whole(proof["response"])
    if not (challenge < group.q and response < group.q):
        raise Broken("a proof is out of range")
    return challenge, response


def knows(group: Group, secret: Number, prefix: str) -> dict[str, str]:
    """That one knows the secret exponent of a public value; also a signature of what the prefix says."""
    w = group.random()
    challenge = group.hash(prefix, [group.of_g(w)])
    return said(challenge, (w - secret * challenge) % group.q)


def is_known(group: Group, public: Number, proof: Any, prefix: str) -> bool:
    challenge, response = parts(proof, group)
    commitment = group.of_g(response) * group.power(public, challenge) % group.p
    return bool(group.hash(prefix, [commitment]) == challenge)


def one_of(group: Group, of_key: Power, prefix: str, branches: Sequence[tuple[Number, int]], true: int) -> list[dict[str, str]]:
    """That at least one branch holds, without telling which.

    A branch is (randomness r, difference d): its ciphertext is (g^r, y^r · g^d), and it holds if d is zero. All bases are fixed,
    because the randomness is known: g^z · (g^r)^c = g^(z + rc).
    """
    commitments: list[Number] = [0] * (2 * len(branches))
    proofs: list[dict[str, str]] = [{}] * len(branches)
    total = 0
    for place, (r, difference) in enumerate(branches):
        if place == true:
            continue
        challenge, response = group.random(), group.random()
        exponent = (response + r * challenge) % group.q
        commitments[2 * place] = group.of_g(exponent)
        commitments[2 * place + 1] = of_key(exponent) * group.of_g(difference * challenge % group.q) % group.p
        proofs[place] = said(challenge, response)
        total += challenge
    w = group.random()
    commitments[2 * true], commitments[2 * true + 1] = group.of_g(w), of_key(w)
    challenge = (group.hash(prefix, commitments) - total) % group.q
    proofs[true] = said(challenge, (w - branches[true][0] * challenge) % group.q)
    return proofs


def is_one_of(group: Group, of_key: Power, prefix: str, branches: Sequence[tuple[Ciphertext, int]], proofs: Any) -> bool:
    """Check `one_of`. A branch is (ciphertext, m): it holds if the ciphertext holds m."""
    if not isinstance(proofs, list) or len(proofs) != len(branches):
        raise Broken("a proof has not as many parts as it needs")
    commitments, total = [], 0
    for ((alpha, beta), m), proof in zip(branches, proofs, strict=True):
        challenge, response = parts(proof, group)
        total += challenge
        commitments.append(group.of_g(response) * group.power(alpha, challenge) % group.p)
        # (beta / g^m)^c: the second factor has the fixed base g.
        away = group.of_g(-m * challenge % group.q) if m else 1
        commitments.append(of_key(response) * group.power(beta, challenge) * away % group.p)
    return bool(group.hash(prefix, commitments) == total % group.q)


def decrypts(group: Group, secret: Number, alpha: Number, prefix: str) -> dict[str, str]:
    """That a factor is alpha to the same secret as the public key is g."""
    w = group.random()
    challenge = group.hash(prefix, [group.of_g(w), group.power(alpha, w)])
    return said(challenge, (w - secret * challenge) % group.q)


def is_decrypted(group: Group, public: Number, alpha: Number, factor: Number, proof: Any, prefix: str) -> bool:
    challenge, response = parts(proof, group)
    commitments = [
        group.of_g(response) * group.power(public, challenge) % group.p,
        group.power(alpha, response) * group.power(factor, challenge) % group.p,
    ]
    return bool(group.hash(prefix, commitments) == challenge)
