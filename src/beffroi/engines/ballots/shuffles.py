"""Shuffles: ballots are mixed and encrypted anew, with a proof that none was changed, added or lost.

Source: Belenios 2.0, section “Shuffle algorithms” (after CHVote 1.3.2, Haenni, Koenig, Locher, Dubuis: permutation commitment
and a chain of commitments).
"""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from beffroi.engines.ballots.counting import Row
from beffroi.engines.ballots.election import Broken, Election, whole
from beffroi.engines.ballots.groups import Group, Number, dumps, hex_hash, number


def _generator(group: Group, index: int) -> Number:
    """Generators of which nobody knows how they relate."""
    return group.power(number(int(hex_hash(f"ggen|{index}"), 16)), (group.p - 1) // group.q)


def _pairs(row: Row) -> str:
    return "".join(f"{alpha},{beta}," for alpha, beta in row)


def _list(values: Iterable[Number]) -> str:
    return "".join(f"{value}," for value in values)


def _challenges(election: Election, count: int, text: str) -> list[Number]:
    start = hex_hash(f"shuffle-challenges|{election.fingerprint}|{text}")
    return [number(int(hex_hash(start + hex_hash(str(index))), 16)) % election.group.q for index in range(count)]


def _challenge(election: Election, text: str) -> Number:
    return number(int(hex_hash(f"shuffle-challenge|{election.fingerprint}|{text}"), 16)) % election.group.q


def _permutation(count: int) -> list[int]:
    left, found = list(range(count)), []
    for place in range(count):
        picked = place + secrets.randbelow(count - place)
        found.append(left[picked])
        left[picked] = left[place]
    return found


def shuffle(election: Election, row: Row) -> tuple[Row, list[Any]]:
    """The same ballots in another order and under other randomness, with the proof."""
    group, count = election.group, len(row)
    g, y, p, q = group.of_g, election.of_key, group.p, group.q
    order, fresh = _permutation(count), [group.random() for _ballot in row]
    again = [(alpha * g(r) % p, beta * y(r) % p) for (alpha, beta), r in zip(row, fresh, strict=True)]
    mixed = [again[place] for place in order]

    bases = [_generator(group, index) for index in range(count)]
    commitments: list[Number] = [0] * count
    openings: list[Number] = [0] * count
    for index in range(count):
        openings[order[index]] = group.random()
        commitments[order[index]] = g(openings[order[index]]) * bases[index] % p
    text = _pairs(row) + _pairs(mixed) + _list(commitments)
    u = _challenges(election, count, text)
    u_mixed = [u[place] for place in order]

    chain_randoms = [group.random() for _ballot in row]
    chain: list[Number] = []
    link = _generator(group, -1)
    for r, one in zip(chain_randoms, u_mixed, strict=True):
        link = g(r) * group.power(link, one) % p
        chain.append(link)
    links = [_generator(group, -1), *chain[:-1]][:count]

    w1, w2, w3, w4 = (group.random() for _commitment in range(4))
    w_hat, w_prime = [group.random() for _b in row], [group.random() for _b in row]
    t1, t2 = g(w1), g(w2)
    t3 = g(w3) * group.product(group.power(base, w) for base, w in zip(bases, w_prime, strict=True)) % p
    t41 = group.inverse(y(w4)) * group.product(group.power(beta, w) for (_alpha, beta), w in zip(mixed, w_prime, strict=True)) % p
    t42 = group.inverse(g(w4)) * group.product(group.power(alpha, w) for (alpha, _beta), w in zip(mixed, w_prime, strict=True)) % p
    t_hat = [g(a) * group.power(before, b) % p for a, b, before in zip(w_hat, w_prime, links, strict=True)]
    c = _challenge(election, _list([t1, t2, t3, t41, t42]) + _list(t_hat) + text + _list(chain) + str(election.public_key))

    v = [number(1)] * count
    for index in range(count - 2, -1, -1):
        v[index] = u_mixed[index + 1] * v[index + 1] % q
    s1 = (w1 + c * sum(openings)) % q
    s2 = (w2 + c * sum(r * one for r, one in zip(chain_randoms, v, strict=True))) % q
    s3 = (w3 + c * sum(r * one for r, one in zip(openings, u, strict=True))) % q
    s4 = (w4 + c * sum(r * one for r, one in zip(fresh, u, strict=True))) % q
    s_hat = [(w + c * r) % q for w, r in zip(w_hat, chain_randoms, strict=True)]
    s_prime = [(w + c * one) % q for w, one in zip(w_prime, u_mixed, strict=True)]
    proof = [
        [str(t1), str(t2), str(t3), [str(t41), str(t42)], list(map(str, t_hat))],
        [str(s1), str(s2), str(s3), str(s4), list(map(str, s_hat)), list(map(str, s_prime))],
        list(map(str, commitments)),
        list(map(str, chain)),
    ]
    return mixed, proof


def shuffle_json(rows: Sequence[tuple[Row, list[Any]]]) -> str:
    """What a shuffler publishes: of each listed question the ciphertexts and the proof."""
    ciphertexts = [[{"alpha": str(alpha), "beta": str(beta)} for alpha, beta in row] for row, _proof in rows]
    return dumps({"ciphertexts": ciphertexts, "proofs": [proof for _row, proof in rows]})


def check(election: Election, before: Row, after: Row, proof: Any) -> None:
    """Broken if the proof does not hold."""
    group, count = election.group, len(before)
    if len(after) != count:
        raise Broken("a shuffle lost or added a ballot")
    g, p = group.of_g, group.p
    t, s, commitments, chain = _numbers(proof, count)
    t1, t2, t3, t41, t42, t_hat = t
    s1, s2, s3, s4, s_hat, s_prime = s
    for value in [t1, t2, t3, t41, t42, *t_hat, *commitments, *chain]:
        if not group.contains(value):
            raise Broken("a shuffle is out of the group")
    if any(value >= group.q for value in [s1, s2, s3, s4, *s_hat, *s_prime]):
        raise Broken("a shuffle is out of range")
    text = _pairs(before) + _pairs(after) + _list(commitments)
    u = _challenges(election, count, text)
    c = _challenge(election, _list([t1, t2, t3, t41, t42]) + _list(t_hat) + text + _list(chain) + str(election.public_key))
    bases, h = [_generator(group, index) for index in range(count)], _generator(group, -1)

    c_bar = group.product(commitments) * group.inverse(group.product(bases)) % p
    u_all = number(1)
    for one in u:
        u_all = u_all * one % group.q
    c_hat = (chain[-1] if count else h) * group.inverse(group.power(h, u_all)) % p
    c_tilde = group.product(group.power(one, x) for one, x in zip(commitments, u, strict=True))
    a = group.product(group.power(alpha, x) for (alpha, _beta), x in zip(before, u, strict=True))
    b = group.product(group.power(beta, x) for (_alpha, beta), x in zip(before, u, strict=True))
    minus = -c % group.q
    wanted = [
        (t1, group.power(c_bar, minus) * g(s1)),
        (t2, group.power(c_hat, minus) * g(s2)),
        (t3, group.power(c_tilde, minus) * g(s3) * group.product(group.power(one, x) for one, x in zip(bases, s_prime, strict=True))),
        (
            t41,
            group.power(b, minus)
            * group.inverse(election.of_key(s4))
            * group.product(group.power(beta, x) for (_a, beta), x in zip(after, s_prime, strict=True)),
        ),
        (
            t42,
            group.power(a, minus)
            * group.inverse(g(s4))
            * group.product(group.power(alpha, x) for (alpha, _b), x in zip(after, s_prime, strict=True)),
        ),
    ]
    links = [h, *chain[:-1]]
    for place in range(count):
        said = group.power(chain[place], minus) * g(s_hat[place]) * group.power(links[place], s_prime[place])
        wanted.append((t_hat[place], said))
    if any(one != other % p for one, other in wanted):
        raise Broken("a shuffle is not proven")


def _numbers(proof: Any, count: int) -> tuple[list[Any], list[Any], list[Number], list[Number]]:
    """The numbers of a proof, in its exact shape."""
    try:
        (t1, t2, t3, (t41, t42), t_hat), (s1, s2, s3, s4, s_hat, s_prime), commitments, chain = proof
        lists = [[whole(one) for one in row] for row in (t_hat, s_hat, s_prime, commitments, chain)]
    except (TypeError, ValueError) as error:
        raise error if isinstance(error, Broken) else Broken("a shuffle is not written as shuffles are") from None
    if any(len(row) != count for row in lists):
        raise Broken("a shuffle is not written as shuffles are")
    t_hat, s_hat, s_prime, commitments, chain = lists
    t = [*(whole(one) for one in (t1, t2, t3, t41, t42)), t_hat]
    return t, [*(whole(one) for one in (s1, s2, s3, s4)), s_hat, s_prime], commitments, chain
