"""Words of the glossary, found in the texts of a page: the first of each gets its meaning beside it.

Works on HTML that `kernel.html` cleaned: only text outside tags, links and headings is touched.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from beffroi.kernel import html
from beffroi.participation.resources.models import Term

_TAGS = re.compile(r"(<[^>]+>)")
_CLOSED = {"a", "h1", "h2", "h3", "h4", "code", "pre", "button"}


@dataclass
class Glossary:
    """The terms of one page; each is marked once on it."""

    terms: Sequence[Term]

    def __post_init__(self) -> None:
        self.by_form: dict[str, Term] = {}
        for term in self.terms:
            for form in (term.word, *term.others.split(",")):
                if form := " ".join(form.split()).lower():
                    self.by_form.setdefault(form, term)
        forms = sorted(map(re.escape, self.by_form), key=len, reverse=True)
        self.pattern = re.compile(rf"(?<!\w)({'|'.join(forms)})(?!\w)", re.IGNORECASE) if forms else None
        self.marked: set[int] = set()

    def mark(self, cleaned: str) -> SafeString:
        """The same HTML, with a button on a word, at its first appearance on the page, that shows its meaning (native popover)."""
        if self.pattern is None:
            return html.clean(cleaned)
        made, inside = [], 0
        for piece in _TAGS.split(cleaned):
            if piece.startswith("<"):
                name = re.match(r"</?\s*([a-z0-9]+)", piece, re.IGNORECASE)
                if name and name[1].lower() in _CLOSED:
                    inside = max(inside + (-1 if piece.startswith("</") else 1), 0)
                made.append(piece)
            else:
                made.append(piece if inside else self.pattern.sub(self._link, piece))
        return SafeString("".join(made))

    def _link(self, found: re.Match[str]) -> str:
        term = self.by_form[found[1].lower()]
        if term.pk in self.marked:
            return found[0]
        self.marked.add(term.pk)
        return format_html('<button type="button" class="link term" popovertarget="sens-{}">{}</button>', term.pk, SafeString(found[1]))


def sorted_terms(terms: Iterable[Term]) -> list[Term]:
    """In the order of the alphabet, accents apart."""
    return sorted(terms, key=lambda term: term.word.casefold())
