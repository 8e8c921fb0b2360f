"""Lists of blocked servers as Mastodon exports them: a CSV with #domain, #severity, #public_comment; or one name a line."""

import csv
import io
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from beffroi.channels.fediverse.models import Host

MOST_BYTES, MOST_ROWS = 5 * 1024 * 1024, 50_000
RULES = {"suspend": Host.BLOCKED, "silence": Host.LIMITED, "": Host.BLOCKED}

NAME = re.compile(r"(?=.{3,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


def server_name(value: str) -> str:
    """A server's name as one pastes it: an address, @somebody@there, or the name alone. ValidationError if it is none."""
    name = value.strip().lower().removeprefix("https://").removeprefix("http://").partition("/")[0].rpartition("@")[2].strip(".*")
    try:
        name = name.encode("idna").decode()
    except UnicodeError:
        name = ""
    if not NAME.fullmatch(name):
        raise ValidationError(_("The name of a server looks like mastodon.example."))
    return name


def read(content: bytes) -> list[dict[str, str]]:
    """Name, rule and reason of each server that can be read; "noop" rows say nothing."""
    text = content.decode("utf-8-sig", errors="replace").replace("\x00", "")
    lines = list(csv.reader(io.StringIO(text)))[:MOST_ROWS]
    if not lines:
        return []
    head = [cell.strip().lower().lstrip("#") for cell in lines[0]]
    has_head = "domain" in head
    columns = {name: place for place, name in enumerate(head)} if has_head else {"domain": 0}
    found: dict[str, dict[str, str]] = {}
    for line in lines[1:] if has_head else lines:
        said = {name: line[place].strip() for name, place in columns.items() if place < len(line)}
        rule = RULES.get(said.get("severity", "").lower())
        try:
            name = server_name(said.get("domain", ""))
        except ValidationError:
            continue
        if rule:
            found[name] = {"name": name, "rule": rule, "reason": (said.get("public_comment") or said.get("private_comment") or "")[:300]}
    return list(found.values())
