"""`@name` in a word between colleagues."""

import re
import unicodedata

from beffroi.ground.people.models import Account
from beffroi.outreach.approvals.queries import team

MOST = 20


def mentioned(text: str) -> list[Account]:
    """The colleagues whose name follows an @; capitals and accents do not matter, the longest name wins."""
    said = _plain(text)
    if "@" not in said:
        return []
    names = sorted(((_plain(account.voice.name), account) for account in team()), key=lambda pair: -len(pair[0]))
    found: list[Account] = []
    for name, account in names:
        pattern = rf"(?<!\w)@{re.escape(name)}(?!\w)"
        if name and re.search(pattern, said):
            found.append(account)
            said = re.sub(pattern, " ", said)
    return found[:MOST]


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())
