"""Captions of videos from WebVTT to SubRip (SRT), which most networks ask."""

import re

_TIME = re.compile(r"(?:(\d+):)?(\d\d):(\d\d)[.,](\d\d\d)")
_TAG = re.compile(r"</?[cibuv][^>]*>|<\d[\d:.]*>")


def srt(vtt: str) -> str:
    """Numbered cues with commas in their times; notes, styles and regions are left out. Empty for no cue."""
    cues = []
    for block in re.split(r"\n\s*\n", vtt.replace("\r\n", "\n").strip()):
        lines = block.split("\n")
        at = next((n for n, line in enumerate(lines) if "-->" in line), None)
        times = _TIME.findall(lines[at]) if at is not None else []
        words = "\n".join(_TAG.sub("", line).strip() for line in lines[(at or 0) + 1 :]).strip()
        if len(times) == 2 and words:
            begin, end = (f"{int(h or 0):02}:{m}:{s},{ms}" for h, m, s, ms in times)
            cues.append(f"{len(cues) + 1}\n{begin} --> {end}\n{words}\n")
    return "\n".join(cues)
