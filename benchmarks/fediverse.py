"""Signature checks a second, as a share of the raw verification of the same keys: `python -m benchmarks.fediverse`.

Whole checks: parse the headers, compare the digest and the date, build the base, verify. The parsed key is kept, as in the inbox.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from beffroi.channels.fediverse import keys, signatures

LEAST = 0.35
ROUNDS, EACH = 7, 2000
URL = "https://valbourg.example/federation/inbox"
BODY = b'{"type": "Create", "content": "' + b"x" * 2200 + b'"}'


def rate(work: Callable[[], object]) -> float:
    begun = time.process_time()
    for _n in range(EACH):
        work()
    return EACH / (time.process_time() - begun)


def main() -> int:
    pair, at = keys.make(), datetime.now(UTC)
    key, public = keys.private_key(pair.private["rsa"]), keys.public_key(pair.public_pem)
    signature = key.sign(b"x" * 200, PKCS1v15(), SHA256())
    works: dict[str, Callable[[], object]] = {"raw": lambda: public.verify(signature, b"x" * 200, PKCS1v15(), SHA256())}
    for way in (signatures.CAVAGE, signatures.RFC9421):
        headers = signatures.sign(way, "POST", URL, BODY, key_id="https://a.example/#main-key", key=key, at=at)
        request = signatures.Signed("POST", URL, {name.lower(): value for name, value in headers.items()}, BODY)
        works[way] = lambda request=request: signatures.check(signatures.read(request, at=at), pair.public_pem)
    found: dict[str, list[float]] = {name: [] for name in works}
    for _round in range(ROUNDS):  # side by side, so that a busy machine slows all of them
        for name, work in works.items():
            found[name].append(rate(work))
    raw = sorted(found["raw"])[ROUNDS // 2]
    print(f"raw verification: {raw:,.0f}/s")
    is_well = True
    for way in (signatures.CAVAGE, signatures.RFC9421):
        share = sorted(ours / bare for ours, bare in zip(found[way], found["raw"], strict=True))[ROUNDS // 2]
        is_well = is_well and share >= LEAST
        print(f"{way}: {raw * share:,.0f}/s, {share:.2f} of raw (at least {LEAST})")
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
