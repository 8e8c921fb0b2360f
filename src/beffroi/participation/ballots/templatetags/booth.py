"""Scripts that touch a vote or a key, with the hash that a browser checks."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from beffroi.participation.ballots import booth
from beffroi.participation.ballots.models import Election

register = template.Library()


@register.simple_tag
def booth_script() -> SafeString:
    return _tag(booth.script(booth.BOOTH))


@register.simple_tag
def trustee_script() -> SafeString:
    return _tag(booth.script(booth.TRUSTEE))


def _tag(one: booth.Script) -> SafeString:
    return format_html('<script src="{}" integrity="{}" defer></script>', one.url, one.integrity)


@register.filter
def for_script(asked: dict[str, Any]) -> dict[str, Any]:
    """What a trustee's page tells its script."""
    return booth.trustee_data(asked)


@register.simple_tag
def booth_scripts() -> list[booth.Script]:
    return booth.integrity()


ROUNDS = ("certificate", "dealing", "verification")


@register.inclusion_tag("ui/parts/stepper.html")
def ceremony_steps(step: str) -> dict[str, Any]:
    """Where one is in the three rounds. Waiting is between them: nothing is current then."""
    labels = (gettext("Make a key"), gettext("Share its parts"), gettext("Check together"))
    current = ROUNDS.index(step) + 1 if step in ROUNDS else len(ROUNDS) if step == "done" else 1
    steps = [
        {
            "number": number,
            "label": label,
            "state": "done" if number < current or step == "done" else "current" if number == current else "coming",
        }
        for number, label in enumerate(labels, 1)
    ]
    return {"steps": steps, "current": current, "total": len(labels), "label": gettext("The rounds of making a key")}


COMMAND = "python -m beffroi.engines.ballots"


@register.simple_tag
def ceremony_command(ceremony: dict[str, Any]) -> str:
    """What a trustee types who trusts no browser; `page.json` is the data of this page."""
    if ceremony["step"] == "certificate":
        return f"{COMMAND} key page.json my-key.json > payload.json"
    return f"{COMMAND} round page.json my-key.json > payload.json"


@register.simple_tag
def opening_command(opening: dict[str, Any]) -> str:
    if opening["act"] == "shuffle":
        return f"{COMMAND} shuffle archive.bel > payload.json"
    return f"{COMMAND} open archive.bel page.json my-key.json > payload.json"


@register.simple_tag(takes_context=True)
def offline_fingerprint(context: dict[str, Any], election: Election) -> str:
    """SHA-256 of the file that `ballots:offline` gives at this address and in this language."""
    send_url = context["request"].build_absolute_uri(election.place("send"))
    return booth.offline_hash(election.setup.election_raw, election.title, send_url, kinds=election.rules.get("kinds"))
