"""OpenID Connect, as a client that trusts nothing: FranceConnect v2, ProConnect, and any provider with a discovery document.

Authorization code; state, nonce, and PKCE where the provider announces it (some refuse a parameter they do not know). Tokens and a
signed userinfo are taken only with RS256 or ES256 and a key that the provider publishes. What it says of a person is used at once
and forgotten: nothing here is stored.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.utils.translation import gettext as _

from beffroi.ground.verification.models import Provider
from beffroi.kernel import http
from beffroi.kernel.http import OutgoingError
from beffroi.kernel.later import Later

if TYPE_CHECKING:
    import jwt
else:
    jwt = Later("jwt")

ALGORITHMS = ("RS256", "ES256")
LEEWAY = 60  # seconds between two clocks
KEPT = 3600  # seconds for which what a provider publishes is kept
SMALL = 256 * 1024
IDENTITY = ("given_name", "family_name", "birthdate")
EIDAS = {"eidas1": 1, "eidas2": 2, "eidas3": 3}


class CannotVerify(Exception):
    """The provider did not say, in a way that can be trusted, who this is. `str` is a sentence for people, `why` for the log."""

    def __init__(self, why: str) -> None:
        super().__init__(_("The answer of the provider could not be checked. Try again; if it goes on, tell us."))
        self.why = why


@dataclass(frozen=True)
class Trip:
    """What is remembered in the session of whoever is sent to a provider, once."""

    provider: str
    state: str
    nonce: str
    verifier: str
    started: float

    @classmethod
    def new(cls, provider: Provider, at: datetime) -> "Trip":
        return cls(provider.slug, secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), at.timestamp())


@dataclass(frozen=True)
class Identity:
    """What the provider attests: a number that is one person's alone there; perhaps a name and a date of birth, to be forgotten."""

    sub: str
    id_token: str
    last_names: tuple[str, ...] = ()
    first_names: str = ""
    birth: date | None = None


def address(provider: Provider, trip: Trip, *, back: str) -> str:
    """Where to send her."""
    found = discover(provider)
    scopes = ["openid", *(IDENTITY if provider.asks_identity else ())]
    if provider.kind == Provider.PROCONNECT and provider.asks_identity:
        scopes = ["openid", "given_name", "usual_name"]
    elif provider.kind == Provider.OIDC and provider.asks_identity:
        scopes = ["openid", "profile"]
    query = {"response_type": "code", "client_id": provider.client_id, "redirect_uri": back, "scope": " ".join(scopes),
             "state": trip.state, "nonce": trip.nonce}  # fmt: skip
    if provider.acr:
        query["acr_values"] = provider.acr
    if uses_pkce(found):
        digest = hashlib.sha256(trip.verifier.encode()).digest()
        query |= {"code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), "code_challenge_method": "S256"}
    door = found["authorization_endpoint"]
    return f"{door}{'&' if '?' in door else '?'}{urlencode(query)}"


def uses_pkce(found: dict[str, Any]) -> bool:
    return "S256" in (found.get("code_challenge_methods_supported") or [])


def leaving(provider: Provider, *, id_token: str, state: str, back: str) -> str:
    """Where she is signed out of the provider again; "" if it has no such door."""
    door = discover(provider).get("end_session_endpoint")
    if not isinstance(door, str) or not door.startswith(("https://", "http://")):
        return ""
    query = urlencode({"id_token_hint": id_token, "state": state, "post_logout_redirect_uri": back})
    return f"{door}{'&' if '?' in door else '?'}{query}"


def identify(provider: Provider, trip: Trip, *, code: str, back: str, at: datetime) -> Identity:
    """Change the code for what the provider attests; CannotVerify unless every check holds."""
    found = discover(provider)
    said = _tokens(provider, found, trip, code, back)
    raw, access = said.get("id_token"), said.get("access_token")
    if not isinstance(raw, str) or not isinstance(access, str):
        raise CannotVerify("no token")
    claims = _checked(provider, found, raw, at, timed=True)
    if not is_same(claims.get("nonce"), trip.nonce):
        raise CannotVerify("wrong nonce")
    if isinstance(claims.get("aud"), list) and len(claims["aud"]) > 1 and claims.get("azp") != provider.client_id:
        raise CannotVerify("wrong azp")
    if not _is_sure_enough(provider.acr, claims.get("acr")):
        raise CannotVerify("too weak")
    sub = claims.get("sub")
    if not isinstance(sub, str) or not 0 < len(sub) <= 500:
        raise CannotVerify("no sub")
    more = _userinfo(provider, found, access, at) if provider.asks_identity or provider.kind != Provider.OIDC else {"sub": sub}
    if not is_same(more.get("sub"), sub):
        raise CannotVerify("userinfo of somebody else")
    return _identity(provider, sub, raw, {**claims, **more})


def discover(provider: Provider) -> dict[str, Any]:
    """What the provider publishes of itself, kept for an hour."""
    found = _published(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        raise CannotVerify("another issuer")
    for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"):
        if not isinstance(found.get(name), str) or not found[name].startswith(("https://", f"{provider.issuer.partition(':')[0]}://")):
            raise CannotVerify(f"no {name}")
    return found


def _published(url: str, *, fresh: bool = False) -> dict[str, Any]:
    key = f"verification:oidc:{hashlib.sha256(url.encode()).hexdigest()}"
    found = None if fresh else cache.get(key)
    if found is None:
        answer = _asked("GET", url, headers={"Accept": "application/json"})
        found = _object(answer)
        cache.set(key, found, KEPT)
    return found


def _asked(method: str, url: str, **options: Any) -> http.Response:
    try:
        answer = http.request(method, url, most_bytes=SMALL, redirects=0, total=10.0, **options)
    except OutgoingError as error:
        raise CannotVerify(f"not reached: {type(error).__name__}") from None
    if answer.status != 200:
        raise CannotVerify(f"answered {answer.status}")
    return answer


def _object(answer: http.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        raise CannotVerify("no JSON") from None
    if not isinstance(found, dict):
        raise CannotVerify("no object")
    return found


def _tokens(provider: Provider, found: dict[str, Any], trip: Trip, code: str, back: str) -> dict[str, Any]:
    secret = str(provider.secret.get("secret", ""))
    data = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
    headers = {"Accept": "application/json"}
    ways = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]  # what the standard says where nothing is
    if "client_secret_post" in ways:
        data |= {"client_id": provider.client_id, "client_secret": secret}
    else:
        pair = urlencode({"": provider.client_id})[1:] + ":" + urlencode({"": secret})[1:]
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    if uses_pkce(found):
        data["code_verifier"] = trip.verifier
    return _object(_asked("POST", found["token_endpoint"], data=data, headers=headers))


def _userinfo(provider: Provider, found: dict[str, Any], access: str, at: datetime) -> dict[str, Any]:
    """Signed, from the services of the State; others may answer in plain JSON, over the same checked connection."""
    answer = _asked(
        "GET", found["userinfo_endpoint"], headers={"Authorization": f"Bearer {access}", "Accept": "application/jwt, application/json"}
    )
    if answer.content_type == "application/jwt":
        return _checked(provider, found, answer.text.strip(), at, timed=False)
    if provider.kind != Provider.OIDC:
        raise CannotVerify("userinfo without a signature")
    return _object(answer)


def _checked(provider: Provider, found: dict[str, Any], raw: str, at: datetime, *, timed: bool) -> dict[str, Any]:
    """The claims of a token: signed by a published key, by this issuer, for us, now."""
    try:
        header = jwt.get_unverified_header(raw)
        if header.get("alg") not in ALGORITHMS:
            raise CannotVerify("algorithm")
        claims = jwt.decode(
            raw,
            _key(found, header),
            algorithms=[header["alg"]],
            audience=provider.client_id,
            issuer=provider.issuer,
            options={"require": ["iss", "aud"], "verify_exp": False, "verify_iat": False, "verify_nbf": False},
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise CannotVerify(f"token: {type(error).__name__}") from None
    now = at.timestamp()
    moments = {name: claims[name] for name in ("exp", "iat", "nbf") if name in claims}
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in moments.values()) or (
        timed and not {"exp", "iat"} <= set(moments)
    ):
        raise CannotVerify("without a time")
    if not now - LEEWAY < moments.get("exp", now):
        raise CannotVerify("expired")
    if any(moments.get(name, now) > now + LEEWAY for name in ("iat", "nbf")):
        raise CannotVerify("from the future")
    return claims


def _key(found: dict[str, Any], header: dict[str, Any]) -> Any:
    """The published key that a token names; asked for again once if it is not known, because keys change."""
    kind = "RSA" if header["alg"] == "RS256" else "EC"
    for fresh in (False, True):
        keys = _published(found["jwks_uri"], fresh=fresh).get("keys")
        fitting = [
            one
            for one in (keys if isinstance(keys, list) else [])
            if isinstance(one, dict) and one.get("kty") == kind and one.get("use", "sig") == "sig" and one.get("alg", header["alg"]) == header["alg"]
            and ("kid" not in header or one.get("kid") == header["kid"])
        ]  # fmt: skip
        if len(fitting) == 1 or (fitting and "kid" in header):
            return jwt.PyJWK(fitting[0], algorithm=header["alg"]).key
    raise CannotVerify("unknown key")


def _is_sure_enough(asked: str, given: Any) -> bool:
    if not asked:
        return True
    if asked in EIDAS:
        return isinstance(given, str) and EIDAS.get(given, 0) >= EIDAS[asked]
    return given in asked.split()


def is_same(one: Any, other: str) -> bool:
    return isinstance(one, str) and bool(other) and secrets.compare_digest(one.encode(), other.encode())


def _identity(provider: Provider, sub: str, raw: str, claims: dict[str, Any]) -> Identity:
    if not provider.asks_identity:
        return Identity(sub, raw)
    names = tuple(
        str(claims[name])[:200] for name in ("family_name", "preferred_username", "usual_name") if isinstance(claims.get(name), str)
    )
    first = claims.get("given_name") if isinstance(claims.get("given_name"), str) else ""
    try:
        birth = date.fromisoformat(str(claims.get("birthdate", "")))
    except ValueError:
        birth = None
    return Identity(sub, raw, names, str(first)[:200], birth)
