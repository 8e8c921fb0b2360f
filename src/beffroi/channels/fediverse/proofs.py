"""Proofs inside documents (FEP-8b32, eddsa-jcs-2022): who made a document stays provable when others pass it on.

The canonical form is RFC 8785 without its rarest numbers: a document with a fraction below 0.0001 is not signed, nor believed.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from beffroi.channels.fediverse.keys import base58, ed25519_public, unbase58

SUITE = "eddsa-jcs-2022"
_SAFE = 2**53


def canonical(value: Any) -> bytes:
    """The one way to write a document (JCS)."""
    return _written(value, 0).encode()


def _written(value: Any, depth: int) -> str:
    if depth > 60:
        raise ValueError("too deep")
    if isinstance(value, dict):
        rows = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be"))
        return "{" + ",".join(f"{_text(name)}:{_written(each, depth + 1)}" for name, each in rows) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_written(each, depth + 1) for each in value) + "]"
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, int) and abs(value) < _SAFE:
        return str(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < _SAFE:
        return str(int(value))
    if isinstance(value, float) and 1e-4 <= abs(value) < 1e15:  # where Python and ECMAScript write the same
        return repr(value)
    raise ValueError("a number that has no canonical form here")


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _hashed(document: dict[str, Any], options: dict[str, Any]) -> bytes:
    return hashlib.sha256(canonical(options)).digest() + hashlib.sha256(canonical(document)).digest()


def prove(document: dict[str, Any], *, method: str, key: Ed25519PrivateKey, at: datetime) -> dict[str, Any]:
    """The document with its proof."""
    bare = {name: value for name, value in document.items() if name not in ("proof", "signature")}
    options = {
        "@context": bare["@context"],
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
        "created": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return bare | {"proof": options | {"proofValue": "z" + base58(key.sign(_hashed(bare, options)))}}


def proof_of(document: dict[str, Any]) -> dict[str, Any] | None:
    """The proof of ours to check in a document, if it has one."""
    found = document.get("proof")
    proofs = found if isinstance(found, list) else [found]
    return next((one for one in proofs if isinstance(one, dict) and one.get("cryptosuite") == SUITE), None)


def holds(document: dict[str, Any], multikey: str) -> bool:
    """Whether the proof is by this key, over just this document."""
    proof = proof_of(document)
    if proof is None or proof.get("type") != "DataIntegrityProof" or proof.get("proofPurpose") != "assertionMethod":
        return False
    bare = {name: value for name, value in document.items() if name not in ("proof", "signature")}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        key, signature = ed25519_public(multikey), unbase58(str(proof["proofValue"]).removeprefix("z"))
        # Some leave the context out of the proof that they signed with it.
        for tried in (options, {"@context": bare.get("@context")} | options):
            try:
                key.verify(signature, _hashed(bare, tried))
            except InvalidSignature:
                continue
            return True
    except (ValueError, KeyError, RecursionError):
        return False
    return False
