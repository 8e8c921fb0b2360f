"""The words of an HTML mail, line by line, without what it quotes. Nothing of its markup is kept."""

import re
from html.parser import HTMLParser

BLOCKS = frozenset("p div br li ul ol h1 h2 h3 h4 h5 h6 tr table hr blockquote pre section article header footer address dl dt dd".split())
HIDDEN = frozenset({"script", "style", "head", "title", "template", "noscript", "object", "svg"})
VOID = frozenset({"br", "hr", "img", "meta", "link", "input", "area", "base", "col", "embed", "source", "track", "wbr"})
QUOTES = re.compile(r"gmail_quote|yahoo_quoted|moz-cite-prefix|protonmail_quote|appendonsend|divRplyFwdMsg|mail-editor-reference-message")
MOST = 400_000  # signs of HTML that are read


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.open: list[tuple[str, bool]] = []  # each element, and whether it hides what it holds
        self.hidden = 0
        self.is_over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS and not self.hidden:
            self.words.append("\n")
            if tag == "li":
                self.words.append("- ")
        said = dict(attrs)
        mark = f"{said.get('class') or ''} {said.get('id') or ''}"
        if "appendonsend" in mark or "divRplyFwdMsg" in mark:  # Outlook: everything below is the former mail
            self.is_over = True
        if tag in VOID:
            return
        style = (said.get("style") or "").replace(" ", "").lower()
        hides = tag in HIDDEN or tag == "blockquote" or bool(QUOTES.search(mark)) or "display:none" in style
        self.open.append((tag, hides))
        self.hidden += hides

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or not any(name == tag for name, _hides in self.open[-50:]):
            return
        while self.open:
            name, hides = self.open.pop()
            self.hidden -= hides
            if name == tag:
                break
        if tag in BLOCKS and not self.hidden:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden and not self.is_over:
            self.words.append(re.sub(r"\s+", " ", data))


def words_of(html: str) -> str:
    """Plain words; what is quoted is left out unless nothing else is there."""
    reader = _Reader()
    reader.feed(html[:MOST])
    reader.close()
    text = "".join(reader.words)
    if not text.strip():
        text = re.sub(r"<[^<>]*>", " ", html[:MOST])
    return "\n".join(line.strip() for line in text.split("\n"))
