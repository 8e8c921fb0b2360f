"""Pairs of keys: RSA-2048 for HTTP signatures, Ed25519 for proofs inside documents; parsed once, kept by process."""

import base64
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

BITS = 2048
LARGEST = 4096  # of a peer's key: a huge one would only cost us time
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519 = b"\xed\x01"  # multicodec


@dataclass(frozen=True)
class Pair:
    """New keys of one actor: the public halves to show, the private ones to seal."""

    public_pem: str
    multikey: str
    private: dict[str, str]


def make() -> Pair:
    """About 40 ms."""
    rsa, ed = generate_private_key(public_exponent=65537, key_size=BITS), Ed25519PrivateKey.generate()
    return Pair(
        public_pem=rsa.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
        multikey=multikey(ed.public_key()),
        private={
            "rsa": rsa.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
            "ed25519": base64.b64encode(ed.private_bytes_raw()).decode(),
        },
    )


@lru_cache(maxsize=1000)
def private_key(pem: str) -> RSAPrivateKey:
    """Ours, so its numbers need no proof (48 ms)."""
    key = serialization.load_pem_private_key(pem.encode(), None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("not an RSA key")
    return key


@lru_cache(maxsize=1000)
def ed25519_key(raw: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(raw))


@lru_cache(maxsize=5000)
def public_key(pem: str) -> RSAPublicKey:
    """A peer's key; ValueError if it is none that we take."""
    try:
        key = serialization.load_pem_public_key(pem.encode())
    except UnsupportedAlgorithm:
        raise ValueError("unknown kind of key") from None
    if not isinstance(key, RSAPublicKey) or not BITS // 2 <= key.key_size <= LARGEST:
        raise ValueError("not an RSA key of a usual size")
    return key


def multikey(key: Ed25519PublicKey) -> str:
    return "z" + base58(_ED25519 + key.public_bytes_raw())


@lru_cache(maxsize=5000)
def ed25519_public(words: str) -> Ed25519PublicKey:
    """The key in a Multikey; ValueError if it is no Ed25519 key."""
    raw = unbase58(words[1:]) if words.startswith("z") else b""
    if not raw.startswith(_ED25519) or len(raw) != 34:
        raise ValueError("not an Ed25519 Multikey")
    return Ed25519PublicKey.from_public_bytes(raw[2:])


def base58(raw: bytes) -> str:
    number, out = int.from_bytes(raw), ""
    while number:
        number, digit = divmod(number, 58)
        out = _ALPHABET[digit] + out
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + out


def unbase58(text: str) -> bytes:
    if len(text) > 200:
        raise ValueError("too long")
    number = 0
    for letter in text:
        number = number * 58 + _ALPHABET.index(letter)
    return b"\0" * (len(text) - len(text.lstrip("1"))) + number.to_bytes((number.bit_length() + 7) // 8)
