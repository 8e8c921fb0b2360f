"""Clean HTML by allow-list, and Markdown that people write."""

import re
from collections.abc import Sequence
from functools import cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

TAGS = {
    *(
        "p",
        "br",
        "hr",
        "strong",
        "b",
        "em",
        "i",
        "u",
        "s",
        "del",
        "ins",
        "sub",
        "sup",
        "small",
        "mark",
        "abbr",
        "q",
        "cite",
        "code",
        "pre",
        "kbd",
    ),
    *("ul", "ol", "li", "dl", "dt", "dd", "blockquote", "a", "span", "h2", "h3", "h4", "h5", "h6"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "figure", "figcaption"),
}
ATTRIBUTES = {
    "a": {"href", "title", "hreflang"},
    "abbr": {"title"},
    "ol": {"start"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "*": {"lang", "dir"},
}
SCHEMES = {"http", "https", "mailto", "tel"}
REL = "nofollow ugc noopener"
LONGEST = 200_000  # characters; longer text is cut before it is parsed

_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"«»]+", re.IGNORECASE)
_AFTER = re.compile(r"[.,;:!?'\"’”»…]+$")


def clean(html: str, *, images: bool = False) -> SafeString:
    """The same HTML with nothing but what is allowed; scripts and styles go with their content."""
    attributes = {**ATTRIBUTES, "img": {"src", "alt", "width", "height"}} if images else ATTRIBUTES
    return mark_safe(
        nh3.clean(
            html[:LONGEST],
            tags=TAGS | {"img"} if images else TAGS,
            attributes=attributes,
            url_schemes=SCHEMES,
            link_rel=REL,
            clean_content_tags={"script", "style", "iframe", "object", "svg", "math", "template", "noscript", "title", "textarea"},
        )
    )


def from_markdown(text: str, *, headings: int = 3, images: bool = False) -> SafeString:
    """What people write, as safe HTML. Its first level of heading is `headings`, below those of the page."""
    rendered = _parser(images).render(text[:LONGEST], {"headings": headings})
    return clean(rendered, images=images)


@cache
def _parser(images: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20}).enable(["table", "strikethrough"])
    if not images:
        parser.add_render_rule("image", _picture_as_link)
    parser.core.ruler.push("addresses", _link_addresses)
    parser.core.ruler.push("headings", _lower_headings)
    return parser


def _picture_as_link(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """Pictures from elsewhere would tell their server who reads: they become links."""
    token = tokens[index]
    words = self.renderInlineAsText(token.children or [], options, env) or str(token.attrs.get("src", ""))
    return f'<a href="{escapeHtml(str(token.attrs.get("src", "")))}">{escapeHtml(words)}</a>'


def _lower_headings(state: StateCore) -> None:
    """The shallowest heading gets the level asked for; the others keep their distance, without gaps above h6."""
    levels = [int(token.tag[1]) for token in state.tokens if token.type == "heading_open"]
    shift = state.env.get("headings", 3) - min(levels, default=1)
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(max(int(token.tag[1]) + shift, 2), 6)}"


def _link_addresses(state: StateCore) -> None:
    """A bare https address becomes a link, except inside a link or code."""
    for block in state.tokens:
        if block.type != "inline" or not block.children or "://" not in block.content:
            continue
        made: list[Token] = []
        inside = 0
        for token in block.children:
            inside += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            made += [token] if inside or token.type != "text" else _split(token, state)
        block.children = made


def _split(token: Token, state: StateCore) -> list[Token]:
    parts: list[Token] = []
    last = 0
    for match in _ADDRESS.finditer(token.content):
        address = _AFTER.sub("", match.group())
        while address.endswith(")") and address.count(")") > address.count("("):
            address = _AFTER.sub("", address[:-1])
        href = state.md.normalizeLink(address)
        if not state.md.validateLink(href):
            continue
        parts.append(_text(token.content[last : match.start()]))
        opened = Token("link_open", "a", 1, attrs={"href": href})
        parts += [opened, _text(_short(address)), Token("link_close", "a", -1)]
        last = match.start() + len(address)
    return [*parts, _text(token.content[last:])] if parts else [token]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _short(address: str) -> str:
    """Long addresses do not break a page on a phone."""
    bare = re.sub(r"^https?://(www\.)?", "", address, flags=re.IGNORECASE)
    return bare if len(bare) <= 50 else bare[:47] + "…"
