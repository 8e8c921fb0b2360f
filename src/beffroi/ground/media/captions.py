"""Captions: WebVTT as people give it (or SRT, which is turned into it), checked and written again."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

MOST = 200_000
_TIME = r"(?:(\d{1,2}):)?([0-5]?\d):([0-5]\d)[.,](\d{3})"
_LINE = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}")


def read(text: str) -> str:
    """WebVTT (W3C) from WebVTT or SRT: times in order, words without tags. ValidationError says which line is wrong."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if len(text) > MOST:
        raise ValidationError(_("These captions are too long."), code="captions")
    cues, last = [], -1.0
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.split("\n") if line.strip()]
        where = next((n for n, line in enumerate(lines) if "-->" in line), None)
        if where is None:
            continue
        found = _LINE.match(lines[where])
        if not found:
            raise ValidationError(
                _("This line of the captions has no times that can be read: %(line)s") % {"line": lines[where][:80]}, code="captions"
            )
        start, end = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
        if end <= start or start < last:
            raise ValidationError(
                _("These times of the captions are not in order: %(line)s") % {"line": lines[where][:80]}, code="captions"
            )
        last = start
        words = "\n".join(strip_tags(line).replace("-->", "→").strip() for line in lines[where + 1 :])
        if words.strip():
            cues.append(f"{_written(start)} --> {_written(end)}\n{words}")
    if text.strip() and not cues:
        raise ValidationError(_("These captions hold no words: give a WebVTT or SRT file."), code="captions")
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n" if cues else ""


def _seconds(parts: tuple[Any, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _written(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    return f"{thousandths // 3_600_000:02d}:{thousandths // 60_000 % 60:02d}:{thousandths // 1000 % 60:02d}.{thousandths % 1000:03d}"


def words(captions: str) -> str:
    """The words alone: a first draft of the transcript."""
    lines = [line for line in captions.split("\n") if line.strip() and "-->" not in line and line != "WEBVTT"]
    return " ".join(lines)
