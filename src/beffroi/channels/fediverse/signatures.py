"""HTTP signatures of both generations: draft-cavage-12 and RFC 9421, made and read. No network, no database.

What must be signed: method and target, host, a date, and on a POST the digest of the body. A signature over less, a date
out of its window or a digest of another body is refused before any key is looked for.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from beffroi.channels.fediverse.keys import public_key

CAVAGE, RFC9421 = "cavage", "rfc9421"
WINDOW = 3900  # seconds either way: an hour of skew and some minutes on the way
LONGEST = 12 * 3600  # a signature that says it lasts longer does not
_PADDING, _HASH = PKCS1v15(), SHA256()
_MONTHS = {m: n for n, m in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1)}
_DATE = re.compile(r"[A-Z][a-z]{2}, (\d\d?) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT")
_PARAMETER = re.compile(r'\s*([A-Za-z]+)=(?:"([^"]*)"|(\d+))\s*(?:,|$)')
_ITEM = r'(?:"(?:[^"\\]|\\.)*"|:[A-Za-z0-9+/=]*:|-?\d+(?:\.\d+)?|\?[01]|[A-Za-z*][\w.*:/%-]*)'
_MEMBER = re.compile(rf'\s*([a-z*][a-z0-9_.*-]*)=(\(\s*((?:"[^"]*"\s*)*)\)((?:;\s*[a-z*][a-z0-9_.*-]*(?:={_ITEM})?)*))\s*(?:,|$)')
_INNER = re.compile(rf";\s*([a-z*][a-z0-9_.*-]*)(?:=({_ITEM}))?")
_BYTES = re.compile(r"\s*([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/=]*):\s*(?:,|$)")
_DERIVED = {"@method", "@target-uri", "@authority", "@scheme", "@path", "@query", "@request-target"}
_DIGESTS = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}


class BadSignature(Exception):
    """Missing, weak, stale or forged."""


@dataclass(frozen=True)
class Signed:
    """A request as it came; `url` is the public address that it was sent to, whatever a proxy made of it."""

    method: str
    url: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes = b""


@dataclass(frozen=True)
class Claim:
    """Who says to have signed, and what to check with that key: any of the bases (with and without the query)."""

    key_id: str
    way: str
    signature: bytes
    bases: tuple[bytes, ...]


def sign(way: str, method: str, url: str, body: bytes | None, *, key_id: str, key: RSAPrivateKey, at: datetime) -> dict[str, str]:
    """The headers that sign a request. Sign when it is sent, never before."""
    made = _sign_cavage if way == CAVAGE else _sign_9421
    return made(method, url, body, key_id, key, at)


def _sign_cavage(method: str, url: str, body: bytes | None, key_id: str, key: RSAPrivateKey, at: datetime) -> dict[str, str]:
    parts = urlsplit(url)
    headers = {"Host": parts.netloc, "Date": format_datetime(at.astimezone(UTC), usegmt=True)}
    if body is not None:
        headers["Digest"] = f"SHA-256={_sha256(body)}"
    lines = [f"(request-target): {method.lower()} {_target(url)}", *(f"{name.lower()}: {value}" for name, value in headers.items())]
    signature = base64.b64encode(key.sign("\n".join(lines).encode(), _PADDING, _HASH)).decode()
    names = " ".join(["(request-target)", *(name.lower() for name in headers)])
    return headers | {"Signature": f'keyId="{key_id}",algorithm="rsa-sha256",headers="{names}",signature="{signature}"'}


def _sign_9421(method: str, url: str, body: bytes | None, key_id: str, key: RSAPrivateKey, at: datetime) -> dict[str, str]:
    headers: dict[str, str] = {}
    values = {"@method": method.upper(), "@target-uri": url}
    if body is not None:
        headers["Content-Digest"] = values["content-digest"] = f"sha-256=:{_sha256(body)}:"
    named = " ".join(f'"{name}"' for name in values)
    parameters = f'({named});created={int(at.timestamp())};keyid="{key_id}"'
    base = "\n".join([*(f'"{name}": {value}' for name, value in values.items()), f'"@signature-params": {parameters}'])
    signature = base64.b64encode(key.sign(base.encode(), _PADDING, _HASH)).decode()
    return headers | {"Signature-Input": f"sig1={parameters}", "Signature": f"sig1=:{signature}:"}


def read(request: Signed, *, at: datetime) -> Claim:
    """The claim of a request whose signature covers enough, is fresh, and whose body is the one that was digested."""
    if "signature" not in request.headers:
        raise BadSignature("not signed")
    try:
        return (_read_9421 if "signature-input" in request.headers else _read_cavage)(request, at.timestamp())
    except (ValueError, KeyError, binascii.Error, OverflowError) as error:
        raise BadSignature(f"unreadable: {error!r}") from None


def check(claim: Claim, pem: str) -> None:
    """BadSignature unless the key's owner signed just this."""
    try:
        key = public_key(pem)
    except ValueError:
        raise BadSignature("the key cannot be read") from None
    for base in claim.bases:
        try:
            key.verify(claim.signature, base, _PADDING, _HASH)
        except InvalidSignature:
            continue
        return
    raise BadSignature("forged")


def _read_cavage(request: Signed, now: float) -> Claim:
    said = _parameters(request.headers["signature"])
    names = said.get("headers", "date").lower().split()
    algorithm = said.get("algorithm", "").lower()
    if algorithm not in ("", "rsa-sha256", "hs2019"):
        raise BadSignature("unknown algorithm")
    _must_cover(set(names), {"(request-target)", "host"} | ({"digest"} if request.method == "POST" else set()))
    if len(names) != len(set(names)):
        raise BadSignature("a name twice")
    if "date" in names:
        _must_be_fresh(_moment(request.headers["date"]), now)
    elif "(created)" in names and algorithm != "rsa-sha256":
        _must_be_fresh(int(said["created"]), now)
    else:
        raise BadSignature("no date")
    if "(expires)" in names or "expires" in said:
        _must_not_have_ended(float(said["expires"]), now)
    if request.method == "POST":
        _must_be_digest(request.headers["digest"], request.body)
    values = dict(request.headers) | {"host": urlsplit(request.url).netloc}
    values |= {"(created)": said.get("created", ""), "(expires)": said.get("expires", "")}
    target, method = _target(request.url), request.method.lower()
    targets = [target, target.partition("?")[0]] if "?" in target else [target]  # some peers leave the query out
    before = [(name, None if name == "(request-target)" else values[name]) for name in names]
    bases = ("\n".join(f"{name}: {f'{method} {one}' if value is None else value}" for name, value in before) for one in targets)
    return Claim(said["keyId"], CAVAGE, base64.b64decode(said["signature"], validate=True), tuple(base.encode() for base in bases))


def _parameters(header: str) -> dict[str, str]:
    said: dict[str, str] = {}
    place = 0
    while place < len(header):
        match = _PARAMETER.match(header, place)
        if match is None or match[1] in said:
            raise BadSignature("unreadable parameters")
        said[match[1]] = match[2] if match[2] is not None else match[3]
        place = match.end()
    return said


def _read_9421(request: Signed, now: float) -> Claim:
    signatures = {match[1]: match[2] for match in _whole(_BYTES, request.headers["signature"])}
    for match in _whole(_MEMBER, request.headers["signature-input"]):
        label, parameters, components, rest = match[1], match[2], match[3], match[4]
        said = {name: value.strip('"') for name, value in _INNER.findall(rest)}
        if label in signatures and said.get("keyid"):
            break
    else:
        raise BadSignature("no signature with a key")
    names = [name.strip('"').lower() for name in components.split()]
    needed = {"@method"} | ({"content-digest"} if request.method == "POST" else set())
    _must_cover(set(names), needed)
    if "@target-uri" not in names and not {"@authority", "@request-target"} <= set(names):
        raise BadSignature("the target is not signed")
    if len(names) != len(set(names)) or said.get("alg", "rsa-v1_5-sha256") != "rsa-v1_5-sha256":
        raise BadSignature("a name twice, or an unknown algorithm")
    _must_be_fresh(int(said["created"]), now)
    if "expires" in said:
        _must_not_have_ended(int(said["expires"]), now)
    if request.method == "POST":
        _must_be_content_digest(request.headers["content-digest"], request.body)
    lines = [f'"{name}": {_component(request, name)}' for name in names]
    base = "\n".join([*lines, f'"@signature-params": {parameters}'])
    return Claim(said["keyid"], RFC9421, base64.b64decode(signatures[label], validate=True), (base.encode(),))


def _whole(pattern: re.Pattern[str], header: str) -> list[re.Match[str]]:
    found, place = [], 0
    while place < len(header):
        match = pattern.match(header, place)
        if match is None or len(found) > 4:
            raise BadSignature("unreadable members")
        found.append(match)
        place = match.end()
    return found


def _component(request: Signed, name: str) -> str:
    if name not in _DERIVED:
        return request.headers[name].strip()
    if name == "@method":
        return request.method.upper()
    if name == "@target-uri":
        return request.url
    parts = urlsplit(request.url)
    return {
        "@authority": parts.netloc.lower(),
        "@scheme": parts.scheme,
        "@path": parts.path or "/",
        "@query": f"?{parts.query}",
        "@request-target": _target(request.url),
    }[name]


def _must_cover(names: set[str], needed: set[str]) -> None:
    if not needed <= names:
        raise BadSignature(f"not signed: {' '.join(sorted(needed - names))}")


def _must_be_fresh(moment: float, now: float) -> None:
    if abs(now - moment) > WINDOW:
        raise BadSignature("stale")


def _must_not_have_ended(moment: float, now: float) -> None:
    if moment < now or moment > now + LONGEST + WINDOW:
        raise BadSignature("ended")


def _must_be_digest(header: str, body: bytes) -> None:
    found = [part.partition("=")[2].strip() for part in header.split(",") if part.strip().lower().startswith("sha-256=")]
    if found != [_sha256(body)]:
        raise BadSignature("another body")


def _must_be_content_digest(header: str, body: bytes) -> None:
    known = [(match[1], match[2]) for match in _whole(_BYTES, header) if match[1] in _DIGESTS]
    if not known or any(base64.b64encode(_DIGESTS[name](body).digest()).decode() != value for name, value in known):
        raise BadSignature("another body")


@lru_cache(maxsize=512)
def _moment(date: str) -> float:
    match = _DATE.fullmatch(date)
    if match is None:
        raise BadSignature("unreadable date")
    day, month, year, *clock = match.groups()
    hour, minute, second = (int(part) for part in clock)
    return datetime(int(year), _MONTHS[month], int(day), hour, minute, second, tzinfo=UTC).timestamp()


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _sha256(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()
