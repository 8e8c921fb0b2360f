"""A piece of a text around the words that were looked for, with these words marked. Everything else is escaped."""

from collections.abc import Collection

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from beffroi.commons.search import words

LENGTH = 220


def marked(text: str, stems: Collection[str], beginnings: Collection[str] = (), *, language: str = "fr", length: int = 0) -> SafeString:
    """The text, or the best `length` letters of it, with the words of these stems in `<mark>`."""
    spots = _spots(text, frozenset(stems), tuple(beginnings), language)
    start, end = _window(text, spots, length) if length and len(text) > length else (0, len(text))
    parts, here = ["…" if start else ""], start
    for left, right, _stem in spots:
        if left >= here and right <= end:
            parts += [text[here:left], format_html("<mark>{}</mark>", text[left:right])]
            here = right
    parts += [text[here:end].rstrip(), "…"] if end < len(text) else [text[here:end]]
    return format_html_join("", "{}", ((part,) for part in parts))


def _spots(text: str, stems: frozenset[str], beginnings: tuple[str, ...], language: str) -> list[tuple[int, int, str]]:
    # Stemming each word would be slow: nearly all words begin like their stem, so the first letters choose whom to ask.
    heads = {stem[:3] for stem in stems}
    found = []
    for start, end, word in words.tokens(text):
        if word[:3] in heads and (word in stems or words.stem(word, language) in stems) or (beginnings and word.startswith(beginnings)):
            found.append((start, end, words.stem(word, language)))
            if len(found) >= 400:
                break
    return found


def _window(text: str, spots: list[tuple[int, int, str]], length: int) -> tuple[int, int]:
    """The stretch that shows the most different words."""
    if not spots:
        return 0, _word_end(text, length)
    best, most = spots[0][0], 0
    for place, (start, _end, _stem) in enumerate(spots):
        near = {stem for left, right, stem in spots[place : place + 20] if right - start <= length * 3 // 4}
        if len(near) > most:
            best, most = start, len(near)
    start = max(0, min(best - length // 4, len(text) - length))
    if start:
        start = text.find(" ", start, best) + 1 or best
    return start, _word_end(text, start + length)


def _word_end(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", max(0, end - 40), end)
    return space if space > 0 else end
