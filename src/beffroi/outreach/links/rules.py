import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from beffroi.kernel.rules import Refusal

# Machines that open every address they see: networks drawing a card, mail scanners, crawlers, monitors, scripts.
_MACHINES = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|facebookexternalhit|facebookcatalog|meta-external|cardyb|embedly|mastodon|pleroma|"
    r"misskey|friendica|lemmy|whatsapp|skypeuri|vkshare|pinterest|safelinks|proofpoint|mimecast|barracuda|scan|monitor|uptime|pingdom|"
    r"headless|lighthouse|phantom|python|curl|wget|httpx|aiohttp|go-http|java/|okhttp|libwww|perl|ruby|axios|node-fetch|guzzle|"
    r"feed|rss|beffroi",
    re.IGNORECASE,
)


def must_be_a_target(target: str) -> Refusal | None:
    """An address of the web, or a path of this site: nothing that a browser would read otherwise."""
    sentence = Refusal("no_target", _("This is no address of a page: it begins with https://."))
    if len(target) > 1000 or any(ord(letter) <= 32 or letter == "\\" for letter in target):
        return sentence
    if target.startswith("/") and not target.startswith("//"):
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return sentence
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return sentence
    return None


def is_a_visit(method: str, headers: Mapping[str, str]) -> bool:
    """Somebody follows the link now: not a machine, not a browser that fetches ahead, not a part of a page."""
    agent = headers.get("User-Agent", "")
    if method != "GET" or not agent or _MACHINES.search(agent):
        return False
    if any("prefetch" in headers.get(name, "") or "prerender" in headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz")):
        return False
    return headers.get("Sec-Fetch-Dest", "document") == "document"
