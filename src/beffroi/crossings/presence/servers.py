"""What other servers say of an account, and whether it is believed. Never inside a transaction; every fetch is guarded."""

import base64
import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from beffroi.channels.base.types import ChannelError
from beffroi.channels.base.wire import Wire
from beffroi.channels.fediverse import fetching, reading
from beffroi.channels.fediverse.actors_read import NoActor, read_actor
from beffroi.crossings.presence.actions import linking
from beffroi.crossings.presence.models import LinkErrand, ServerApp
from beffroi.kernel import http
from beffroi.kernel.http_transport import is_let_through

SECONDS = 10.0
PER = timedelta(hours=1)  # of what visitors may ask us to look up
MOST_BYTES = 1024 * 1024
_HANDLE = re.compile(r"@?(?P<name>[\w.-]{1,100})@(?P<host>[\w.-]{1,200}(?::\d{1,5})?)")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?")
SUBSCRIBE = "http://ostatus.org/schema/1.0/subscribe"


class CannotLink(Exception):
    """Said to the person, where she typed."""


@dataclass(frozen=True)
class Found:
    """An account elsewhere; the first address is how it is called."""

    addresses: list[str]
    uri: str
    url: str


def origin_of(host: str) -> str:
    """https, always; peers of tests are let through by host and port."""
    name, _colon, port = host.partition(":")
    if port and is_let_through(name, int(port)):
        return f"http://{host}"
    return f"https://{host}"


def host_in(typed: str) -> str:
    """The server's name out of what people type: mamot.fr, https://mamot.fr/@alice, @alice@mamot.fr; "" for none."""
    word = typed.strip().lower()
    if found := _HANDLE.fullmatch(word):
        word = found["host"]
    try:
        host = urlsplit(word if "//" in word else f"//{word}").netloc
    except ValueError:
        return ""
    name, _colon, port = host.partition(":")
    if not _HOST.fullmatch(host) or (port and not (int(port) < 65536 and is_let_through(name, int(port)))) or "." not in host:
        return ""
    return host


def handle_in(typed: str) -> tuple[str, str] | None:
    found = _HANDLE.fullmatch(typed.strip().lower())
    return (found["name"], found["host"]) if found and host_in(found["host"]) else None


# Who an address is.


def webfinger(name: str, host: str) -> dict[str, Any]:
    """What a server says of one of its people; {} if it says nothing."""
    url = f"{origin_of(host)}/.well-known/webfinger?{urlencode({'resource': f'acct:{name}@{host}'})}"
    try:
        answer = http.get(url, headers={"Accept": "application/jrd+json"}, total=SECONDS, most_bytes=MOST_BYTES)
        said = answer.json() if answer.ok else {}
    except (http.OutgoingRefused, http.OutgoingFailed, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def link_in(said: dict[str, Any], rel: str, name: str = "href") -> str:
    links = said.get("links")
    for each in links if isinstance(links, list) else []:
        if isinstance(each, dict) and each.get("rel") == rel and isinstance(each.get(name), str):
            if rel != "self" or "json" in str(each.get("type", "")):
                return each[name]
    return ""


def addresses_of(name: str, uri: str, hosts: Iterable[str]) -> list[str]:
    """Names under which this actor is known: a host counts only if it says itself that the name there is this actor."""
    found = []
    for host in dict.fromkeys(host.lower() for host in hosts if host):
        if link_in(webfinger(name, host), "self") == uri:
            found.append(f"@{name.lower()}@{host}")
    return found


def subscribe_page(typed: str, handle: str) -> str:
    """The page of her server that asks "follow?"; "" if what she typed is no server."""
    host, template = host_in(typed), ""
    if not host:
        return ""
    if known := handle_in(typed):
        template = link_in(webfinger(*known), SUBSCRIBE, "template")
    address = handle.lstrip("@")
    if template.count("{uri}") == 1 and template.startswith(origin_of(host) + "/"):
        return template.replace("{uri}", urlencode({"": address})[1:])
    return f"{origin_of(host)}/authorize_interaction?{urlencode({'uri': f'acct:{address}'})}"


# Agreeing on her own server (OAuth).


def _wire() -> Wire:
    return Wire(_("Your server"), seconds=SECONDS)


def app_of(host: str, *, redirect: str, at: datetime) -> tuple[ServerApp, bool]:
    """This site as that server knows it, made once; and whether the server checks the proof that it was we who sent her (PKCE)."""
    origin = origin_of(host)
    told = _told(f"{origin}/.well-known/oauth-authorization-server")
    scope = "profile" if "profile" in _words(told, "scopes_supported") else "read:accounts"
    checks = "S256" in _words(told, "code_challenge_methods_supported")
    known = ServerApp.objects.filter(host=host, redirect=redirect, scope=scope).first()
    if known:
        return known, checks
    asked = {"client_name": "Beffroi", "redirect_uris": redirect, "scopes": scope, "website": settings.BASE_URL or None}
    made = _wire().ask("POST", f"{origin}/api/v1/apps", json=asked).data
    if not isinstance(made, dict) or not made.get("client_id") or not made.get("client_secret"):
        raise ChannelError(_("This server does not offer to agree there. Take one of the other ways."))
    keys = {"client_id": str(made["client_id"]), "client_secret": str(made["client_secret"])}
    return linking.keep_app(host=host, scope=scope, redirect=redirect, keys=keys, at=at), checks


def _told(url: str) -> dict[str, Any]:
    try:
        said = _wire().ask("GET", url).data
    except ChannelError:
        return {}
    return said if isinstance(said, dict) else {}


def _words(told: dict[str, Any], name: str) -> list[Any]:
    return told[name] if isinstance(told.get(name), list) else []


def new_verifier() -> str:
    return secrets.token_urlsafe(48)


def consent_page(errand: LinkErrand) -> str:
    """Where she agrees."""
    app, verifier = errand.app, errand.kept["verifier"]
    asked = {"response_type": "code", "client_id": app.keys["client_id"], "redirect_uri": app.redirect, "scope": app.scope}
    asked["state"] = errand.state
    if verifier:
        digest = hashlib.sha256(verifier.encode()).digest()
        asked |= {"code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), "code_challenge_method": "S256"}
    return f"{origin_of(app.host)}/oauth/authorize?{urlencode(asked)}"


def agreed(errand: LinkErrand, code: str) -> Found:
    """She is back: who is she there? The token serves for this one question and is given back."""
    app, origin, wire = errand.app, origin_of(errand.app.host), _wire()
    keys = {"client_id": app.keys["client_id"], "client_secret": app.keys["client_secret"]}
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": app.redirect, "scope": app.scope, **keys}
    if errand.kept["verifier"]:
        asked["code_verifier"] = errand.kept["verifier"]
    token = wire.ask("POST", f"{origin}/oauth/token", json=asked).data.get("access_token", "")
    if not token:
        raise CannotLink(_("Your server did not say who you are. Try again."))
    try:
        me = wire.ask("GET", f"{origin}/api/v1/accounts/verify_credentials", headers={"Authorization": f"Bearer {token}"}).data
    finally:
        _give_back(origin, token, keys)
    name = str(me.get("username") or "").strip()
    if not re.fullmatch(r"[\w.-]{1,100}", name):
        raise CannotLink(_("Your server did not say who you are. Try again."))
    return _known(name, app.host, str(me.get("url") or ""))


def _give_back(origin: str, token: str, keys: dict[str, str]) -> None:
    """Thrown away after the proof; a server that cannot take it back lets it die."""
    try:
        _wire().ask("POST", f"{origin}/oauth/revoke", json={"token": token, **keys})
    except ChannelError:
        return


def _known(name: str, host: str, url: str) -> Found:
    """Her own server speaks for its people; what it says of other hosts must be confirmed by them."""
    said = webfinger(name, host)
    uri = link_in(said, "self")
    subject = handle_in(str(said.get("subject", "")).removeprefix("acct:"))
    others = addresses_of(name, uri, {subject[1] if subject else "", reading.host(uri)} - {host, ""}) if uri else []
    own = f"@{name.lower()}@{host}"
    page = url if urlsplit(url).scheme in ("https", "http") and urlsplit(url).netloc.lower() in (host, reading.host(uri)) else ""
    return Found([own, *(each for each in others if each != own)], uri if reading.host(uri) == host or others else "", page)


# Her profile there points to her page here (rel=me).


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in ("a", "link") and "me" in (said.get("rel") or "").lower().split() and said.get("href"):
            self.found.add(str(said["href"]))


def me_links(html: str) -> set[str]:
    parser = _Links()
    parser.feed(html[:MOST_BYTES])
    return parser.found


def pointing(typed: str, page: str, *, at: datetime) -> Found:
    """The account whose profile links to this page of ours with rel="me"."""
    try:
        document = fetching.fetch(_profile(typed), at=at)
        read = read_actor(document)
    except (fetching.CannotFetch, NoActor):
        raise CannotLink(_("No profile was found there. Paste the address of your profile, as your browser shows it.")) from None
    host = reading.host(read.uri)
    said = set()
    attached = document.get("attachment")
    for each in attached if isinstance(attached, list) else [attached]:
        if isinstance(each, dict):
            said |= me_links(str(each.get("value", "")))
    if not _is_among(page, said) and reading.host(read.url) == host:
        said |= _me_links_at(read.url)
    if not _is_among(page, said):
        raise CannotLink(_("Your profile there does not point to your page here yet. Add the link to it, save, then check again."))
    own = f"@{read.username.lower()}@{host}"
    return Found([own], read.uri, read.url if reading.host(read.url) == host else "")


def _profile(typed: str) -> str:
    if known := handle_in(typed):
        return link_in(webfinger(*known), "self")
    return typed.strip()


def _me_links_at(url: str) -> set[str]:
    try:
        answer = http.get(url, headers={"Accept": "text/html"}, total=SECONDS, most_bytes=MOST_BYTES)
    except (http.OutgoingRefused, http.OutgoingFailed):
        return set()
    same = reading.host(answer.url) == reading.host(url)
    return me_links(answer.text) if answer.ok and same else set()


def _is_among(page: str, said: set[str]) -> bool:
    return page.rstrip("/") in {each.strip().rstrip("/") for each in said}


def is_domain(name: str) -> bool:
    """A name of Bluesky is a name of the web."""
    return bool(_HOST.fullmatch(name)) and "." in name and ":" not in name
