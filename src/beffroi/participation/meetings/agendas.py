"""The agenda as the team types it: a point on each line, perhaps with its minutes; lines that begin with "-" stand under it."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST = 60
_TIMED = re.compile(r"^(\d{1,3})\s*(?:minutes?|min|mn|’|')\.?\s*[:–—-]?\s*(.+)$", re.IGNORECASE)


def read(text: str) -> list[dict[str, Any]]:
    """Points from lines. ValidationError names the line."""
    found: list[dict[str, Any]] = []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line:
            continue
        if line.startswith(("- ", "– ", "• ")):
            if not found:
                raise ValidationError(
                    _("Line %(n)d: a line that begins with “-” stands under a point; there is none above.") % {"n": number}
                )
            found[-1]["points"].append(line[2:].strip()[:200])
            continue
        timed = _TIMED.match(line)
        minutes, title = (int(timed[1]), timed[2]) if timed else (0, line)
        if len(title) > 200:
            raise ValidationError(_("Line %(n)d is too long: 200 characters at most.") % {"n": number})
        found.append({"minutes": minutes, "title": title.strip(), "points": []})
    if len(found) > MOST:
        raise ValidationError(_("Too many points: %(n)d at most.") % {"n": MOST})
    return found


def write(agenda: list[dict[str, Any]]) -> str:
    """The lines again."""
    lines = []
    for item in agenda:
        lines.append(f"{item['minutes']} min {item['title']}" if item["minutes"] else item["title"])
        lines += [f"- {point}" for point in item["points"]]
    return "\n".join(lines)


def must_fit(agenda: list[dict[str, Any]], lasts: int) -> None:
    """The minutes of the points are within those of the meeting."""
    total = sum(item["minutes"] for item in agenda)
    if total > lasts:
        over = ngettext(
            "The agenda is %(n)d minute longer than the meeting.", "The agenda is %(n)d minutes longer than the meeting.", total - lasts
        )
        raise ValidationError(over % {"n": total - lasts})
