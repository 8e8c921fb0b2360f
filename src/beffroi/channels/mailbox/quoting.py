"""The words of a mail without what was quoted, the signature and the programs' own lines. Pure."""

import re

_WROTE = re.compile(
    r"^\s*(?:(?:le|on|am|el|il|op|em)\b.{0,200}?(?:a écrit|a ecrit|wrote|schrieb|escribió|ha scritto|schreef|escreveu)\s*:?)\s*$",
    re.IGNORECASE | re.DOTALL,
)
_DIVIDER = re.compile(
    r"^\s*(?:-{2,}\s*(?:message (?:d['’]origine|original|transféré)|original message|forwarded message|ursprüngliche nachricht)\s*-{2,}"
    r"|_{16,}|-{16,})\s*$",
    re.IGNORECASE,
)
_HEAD = re.compile(r"^\s*\*?(?:de|from|von|da)\s?\*?\s?:\s?.+", re.IGNORECASE)
_HEAD_MORE = re.compile(r"^\s*\*?(?:envoyé|date|sent|à|to|objet|subject|gesendet|an|cc)(?: le)?\s?\*?\s?:\s?.*", re.IGNORECASE)
_DEVICE = re.compile(
    r"^\s*(?:envoyé (?:de|depuis|à partir de) (?:mon|ma|l['’]application)\b.{0,80}|sent from (?:my|the)\b.{0,80}|télécharger outlook.{0,80}"
    r"|obtenir outlook.{0,80}|get outlook for.{0,80}|envoyé avec .{0,40}|sent with .{0,60}|von meinem .{0,40} gesendet)\s*$",
    re.IGNORECASE,
)
_WARNING = re.compile(
    r"^\s*(?:l['’]absence de virus|garanti sans virus|virus-free|ce courriel ne contient aucun virus).{0,120}$", re.IGNORECASE
)
MOST = 20_000  # characters kept
MOST_READ = 200_000
MOST_LINES = 3_000


def own_words(text: str) -> str:
    """What the person wrote in this mail; everything if nothing would be left."""
    whole = _tidy(text[:MOST_READ])
    lines = whole.split("\n")[:MOST_LINES]
    kept = _without_signature(_without_history(lines))
    words = _tidy("\n".join(kept))
    return (words or whole)[:MOST]


def _without_history(lines: list[str]) -> list[str]:
    """Up to the mail that is quoted below. Answers written between quoted lines keep the lines they answer."""
    for place, line in enumerate(lines):
        if _DIVIDER.match(line) and (_is_head(lines, place + 1) or not line.strip().startswith(("_", "--------------------"))):
            return lines[:place]
        if _is_head(lines, place) and place:
            return lines[:place]
        # "On …, somebody wrote:" may be folded over three lines
        for several in (1, 2, 3):
            if _WROTE.match(" ".join(lines[place : place + several])) and not _speaks_again(lines[place + several :]):
                return lines[:place]
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith(">")):
        end -= 1
    return lines[:end]


def _is_head(lines: list[str], place: int) -> bool:
    """A block of "From: … Sent: … To: …", as Outlook writes above what it quotes."""
    near = [line for line in lines[place : place + 8] if line.strip()][:5]
    return bool(near) and bool(_HEAD.match(near[0])) and sum(bool(_HEAD_MORE.match(line)) for line in near[1:]) >= 2


def _speaks_again(lines: list[str]) -> bool:
    """Whether there are words of the person below a quotation that is marked by ">"."""
    if not any(line.lstrip().startswith(">") for line in lines):
        return False
    own = [line for line in lines if line.strip() and not line.lstrip().startswith(">")]
    return len(_without_signature(own)) > 0


def _without_signature(lines: list[str]) -> list[str]:
    for place, line in enumerate(lines):
        if line.rstrip() in ("--", "-- ") and len(lines) - place <= 15:
            lines = lines[:place]
            break
    end = len(lines)
    while end and (not lines[end - 1].strip() or _DEVICE.match(lines[end - 1]) or _WARNING.match(lines[end - 1])):
        end -= 1
    return lines[:end]


def _tidy(text: str) -> str:
    """Ends of lines as one sign, no control signs, no more than one empty line at a time."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\u200b", "")
    plain = "".join(
        sign
        for sign in plain
        if sign in "\n\t" or (sign >= " " and sign != "\x7f" and not ("\u202a" <= sign <= "\u202e" or "\ud800" <= sign <= "\udfff"))
    )
    return re.sub(r"\n[ \t]*\n(?:[ \t]*\n)+", "\n\n", "\n".join(line.rstrip() for line in plain.split("\n"))).strip()
