"""Web push on the wire: the message is sealed for one browser (RFC 8291, aes128gcm), the sender signs who it is (RFC 8292)."""

import base64
import hashlib
import hmac
import json
import os
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

RECORD = 4096
MOST_PLAIN = RECORD - 16 - 1 - 86  # one record, as push services take at most 4096 bytes in all


class BadKeys(ValueError):
    """What a browser gave as its keys is none."""


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise BadKeys("not base64url") from None


def public_bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    """65 bytes, uncompressed."""
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def make_pair() -> tuple[str, str]:
    """A new pair for the town: (public, private), as base64url."""
    key = ec.generate_private_key(ec.SECP256R1())
    return b64(public_bytes(key.public_key())), b64(key.private_numbers().private_value.to_bytes(32, "big"))


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(unb64(text), "big"), ec.SECP256R1())


def browser_keys(p256dh: str, auth: str) -> tuple[ec.EllipticCurvePublicKey, bytes]:
    """The browser's public key and secret; BadKeys if they are none (a point off the curve included)."""
    point, secret = unb64(p256dh), unb64(auth)
    if len(point) != 65 or len(secret) != 16:
        raise BadKeys("wrong length")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point), secret
    except (ValueError, UnsupportedAlgorithm):
        raise BadKeys("not a point of the curve") from None


def _hmac(key: bytes, said: bytes) -> bytes:
    return hmac.new(key, said, hashlib.sha256).digest()


def seal(plain: bytes, *, p256dh: str, auth: str, ephemeral: ec.EllipticCurvePrivateKey | None = None, salt: bytes | None = None) -> bytes:
    """The body of one push. `ephemeral` and `salt` are given only to compare with RFC 8291, appendix A."""
    if len(plain) > MOST_PLAIN:
        raise ValueError("too long for a notification")
    theirs, secret = browser_keys(p256dh, auth)
    ours = ephemeral or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(16)
    our_point = public_bytes(ours.public_key())
    # 1. Both secrets into one (RFC 8291, 3.4). 2. Key and nonce from it and the salt (RFC 8188, 2.2 and 2.3).
    shared = _hmac(_hmac(secret, ours.exchange(ec.ECDH(), theirs)), b"WebPush: info\0" + public_bytes(theirs) + our_point + b"\1")
    pseudo = _hmac(salt, shared)
    key = _hmac(pseudo, b"Content-Encoding: aes128gcm\0\1")[:16]
    nonce = _hmac(pseudo, b"Content-Encoding: nonce\0\1")[:12]
    header = salt + RECORD.to_bytes(4, "big") + bytes([len(our_point)]) + our_point
    return header + AESGCM(key).encrypt(nonce, plain + b"\2", None)


def vapid(endpoint: str, *, public: str, private: ec.EllipticCurvePrivateKey, contact: str, expires: int) -> str:
    """The Authorization header for all endpoints of one push service (RFC 8292)."""
    parts = urlsplit(endpoint)
    said = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": expires, "sub": contact}
    head, body = (b64(json.dumps(part, separators=(",", ":")).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, said))
    r, s = decode_dss_signature(private.sign(f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256())))
    return f"vapid t={head}.{body}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}, k={public}"
