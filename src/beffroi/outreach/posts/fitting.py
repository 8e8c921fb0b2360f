"""From one content to the message of one account: words without Markdown, link, hashtags and mentions as that network has them."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.channels.base.models import Account
from beffroi.channels.base.types import POST, UPDATE, Channel, Clip, Limits, Message, Picture, Poll, channels
from beffroi.kernel.html import from_markdown
from beffroi.outreach.posts.content import MENTION
from beffroi.outreach.posts.corrections import correction_line

EVERY = "*"  # every language, one after the other
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_TOP = re.compile(r"<(p|ul|ol|h[2-6]|blockquote|table)(?=[ >])")


@dataclass(frozen=True)
class Fitted:
    """A message, and what had to be left out or changed so that it fits."""

    message: Message
    notices: tuple[str, ...] = ()


SHORT = 500  # characters: networks that take no more share one text, if there is one


def fit(
    content: dict[str, Any],
    account: Account,
    *,
    link: str = "",
    at: datetime | None = None,
    over: datetime | None = None,
    is_answered: bool = False,
    is_out: bool = True,
) -> Fitted:
    """What this account says. `link`: where its readers find more; `over`: since when it is no longer current.

    `is_answered`: the quiz is over, its right answer stands below. `is_out`: readers there know it; what they never read is
    not corrected for them.
    """
    channel = channels[account.kind]
    if channel.is_local:
        message = _at_home(content, link=link, at=at, over=over, is_answered=is_answered)
        if message.clip and not channel.limits.clips:  # the article, to which a feed leads, shows it
            return Fitted(replace(message, clip=None), (_("%(label)s takes no video: it is left out there.") % {"label": channel.label},))
        return Fitted(message)
    if not is_out:
        content = content | {"says_correction": False}
    return _on_network(content, account, channel, channel.limits_for(account), link=link, at=at)


def _at_home(content: dict[str, Any], *, link: str, at: datetime | None, over: datetime | None, is_answered: bool) -> Message:
    text = mentions(content["text"], "", content["handles"])
    html = str(from_markdown(text))
    for language, wording in content["wordings"].items():
        other = from_markdown(f"## {wording['title']}\n\n{wording['text']}" if wording["title"] else wording["text"])
        html += "<hr>" + _TOP.sub(rf'<\1 lang="{language}"', str(other))
    if is_answered and (answer := answer_of(content)):
        text = f"{text}\n\n**{answer}**"
        html += str(from_markdown(f"**{answer}**"))
    extra = {name: content[name] for name in ("drawing", "topic", "about", "comments_open", "correction", "corrected_on")}
    if content.get("says_correction"):
        extra["correction_line"] = correction_line(content, at)  # for what is changed in place elsewhere (fediverse)
    if over:
        extra["correction"] = " ".join(filter(None, [extra["correction"], no_longer_current(over, content["language"])]))
    return Message(
        text=text,
        title=content["title"],
        html=html,
        link=link,
        language=content["language"],
        pictures=tuple(Picture(row["id"], row["alt"], tuple(row["focus"])) for row in content["pictures"]),
        clip=clip_of(content),
        said_at=at.isoformat() if at else "",
        extra=extra,
    )


def is_short(limits: Limits) -> bool:
    return limits.characters is not None and limits.characters <= SHORT


def answer_of(content: dict[str, Any]) -> str:
    """The right answer of a quiz and why; "" for a poll, which has none."""
    poll = content.get("poll") or {}
    right = poll.get("right")
    if right is None or not 0 <= right < len(poll["options"]):
        return ""
    known = content["language"] if content["language"] in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with override(known):
        said = _("The right answer: %(answer)s.") % {"answer": poll["options"][right].rstrip(".")}
    return " ".join(part for part in (said, poll.get("explanation", "").strip()) if part)


def no_longer_current(over: datetime, language: str) -> str:
    """The sentence put on practical information whose time has passed."""
    known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with override(known):
        return _("No longer current since %(date)s.") % {"date": formats.date_format(timezone.localdate(over), "DATE_FORMAT")}


def _on_network(content: dict[str, Any], account: Account, channel: Channel, limits: Limits, *, link: str, at: datetime | None) -> Fitted:
    variant = content["variants"].get(str(account.pk), {})
    notices: list[str] = []
    pictures, left_out = _pictures(content, variant, limits)
    if left_out:
        notices.append(_("%(label)s takes %(most)d pictures: the others are left out.") % {"label": channel.label, "most": limits.pictures})
    poll = _poll(content, variant, limits)
    if content["poll"] and variant.get("has_poll", True) and poll is None:
        notices.append(_("%(label)s has no polls: it is left out there.") % {"label": channel.label})
    clip = clip_of(content) if variant.get("has_clip", True) else None
    if clip and not limits.clips:
        clip = None
        notices.append(_("%(label)s takes no video: it is left out there.") % {"label": channel.label})
    if clip and pictures:
        pictures = ()  # networks take one or the other
        notices.append(_("On %(label)s the video goes alone, without the pictures.") % {"label": channel.label})
    shown = link if variant.get("has_link", True) else ""
    message = Message(
        text="",
        title=variant.get("title") or content["title"],
        html=str(from_markdown(mentions(content["text"], account.kind, content["handles"]))),
        link=shown,
        language=content["language"] if variant.get("language", "") in ("", EVERY) else variant["language"],
        pictures=pictures,
        said_at=at.isoformat() if at else "",
        extra={"first_comment": mentions(variant.get("first_comment", ""), account.kind, content["handles"])},
        clip=clip,
        poll=poll,
        form=variant.get("form") or POST,
    )
    if message.form in limits.wordless:
        notices.append(_("A story on %(label)s has no words: they stand in the picture or in the video.") % {"label": channel.label})
        return Fitted(replace(message, link=""), tuple(notices))
    tags = hashtags(content["hashtags"])
    own = variant.get("text", "").strip()
    if not own and content.get("short_text", "").strip() and is_short(limits) and variant.get("language", "") in ("", content["language"]):
        own = content["short_text"].strip()
    body = own or inherited(content, variant.get("language", ""), limits.title is None)
    body = _with_short_link(mentions(body, account.kind, content["handles"]), content["link"], shown)
    note = correction_line(content, at) if content.get("says_correction") and UPDATE in channel.capabilities else ""
    tail = [note, shown if limits.links_work and shown not in body else "", _missing(tags, body, limits.hashtags)]
    whole = replace(message, text=_joined(body, *tail))
    if own or not shown or _fits(channel, limits, whole):
        return Fitted(whole, tuple(notices))
    shorter = _shortened(body, lambda part: _fits(channel, limits, replace(message, text=_joined(part, *tail))))
    if not shorter:
        return Fitted(whole, tuple(notices))
    notices.append(
        _("Shortened for %(label)s: the link leads to the whole text. You may write another text for it.") % {"label": channel.label}
    )
    return Fitted(replace(message, text=_joined(shorter, *tail)), tuple(notices))


def _with_short_link(body: str, target: str, shown: str) -> str:
    """An address that the text has already becomes the short one, instead of standing there twice."""
    if not target or not shown:
        return body
    full = settings.BASE_URL + target if target.startswith("/") else target
    return body.replace(full, shown)


def relayed(content: dict[str, Any], link: str) -> dict[str, str]:
    """Words for those who pass a publication on: short for a message, long for a page or a bulletin."""
    tags = " ".join(hashtags(content["hashtags"]))
    body = _with_short_link(mentions(inherited(content, "", True), "", content["handles"]), content["link"], link)
    return {"short": _joined(content["title"], link, tags), "long": _joined(body, link if link not in body else "", tags)}


def inherited(content: dict[str, Any], language: str, with_title: bool) -> str:
    """The common text as networks show it: title, then words without Markdown; in one language or in all."""
    own = {"title": content["title"], "text": content["text"]}
    if language == EVERY:
        said = [own, *content["wordings"].values()]
    else:
        said = [content["wordings"].get(language, own)]
    return "\n\n".join(_with_title(each["title"] if with_title else "", plain_lines(each["text"])) for each in said)


def _with_title(title: str, text: str) -> str:
    return text if not title or text.casefold().startswith(title.casefold()) else f"{title}\n\n{text}"


def _joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _fits(channel: Channel, limits: Limits, message: Message) -> bool:
    if limits.characters is not None and channel.length(message) > limits.characters:
        return False
    return limits.bytes is None or len(message.text.encode()) <= limits.bytes


def _shortened(body: str, fits: Any) -> str:
    """As many whole sentences as fit; else as many words. "" if not even one word does."""
    sentences = (body[: match.start()].rstrip() for match in reversed(list(_SENTENCE_END.finditer(body))))
    words = (body[: match.start()].rstrip(" ,;:.–—-\n") + "…" for match in reversed(list(re.finditer(r"\s+", body))))
    whole, cut = next(filter(fits, sentences), ""), next(filter(fits, words), "")
    return whole if len(whole) * 2 > len(cut) else cut


def clip_of(content: dict[str, Any]) -> Clip | None:
    return Clip(content["clip"]["id"], content["clip"]["alt"]) if content.get("clip") else None


def _pictures(content: dict[str, Any], variant: dict[str, Any], limits: Limits) -> tuple[tuple[Picture, ...], bool]:
    by_id = {row["id"]: row for row in content["pictures"]}
    order = [id for id in variant.get("pictures") or by_id if id in by_id] if variant.get("pictures") != [] else []
    crops = variant.get("crops", {})
    chosen = tuple(Picture(id, by_id[id]["alt"], tuple(by_id[id]["focus"]), tuple(crops.get(str(id), ()))) for id in order)
    most = limits.pictures
    if variant.get("pictures") is None and len(chosen) > most:
        return chosen[:most], True
    return chosen, False


def _poll(content: dict[str, Any], variant: dict[str, Any], limits: Limits) -> Poll | None:
    poll = content["poll"]
    if not poll or not limits.poll_options or not variant.get("has_poll", True):
        return None
    return Poll(tuple(poll["options"]), poll.get("hours", 24), poll.get("several", False))


# Words


def mentions(text: str, kind: str, handles: dict[str, dict[str, str]]) -> str:
    """`@[Name]` as that network calls them, or simply their name."""
    return MENTION.sub(lambda match: handles.get(match[1].strip(), {}).get(kind) or match[1].strip(), text)


def hashtags(words: str) -> list[str]:
    """« fête du village, marché » gives #FêteDuVillage #Marché: capitals let screen readers say the words apart."""
    found = []
    for words_of_one in words.replace("#", ",").split(","):
        parts = [part for part in re.split(r"[\W_]+", words_of_one.replace("’", " ").replace("'", " ")) if part]
        if parts and (tag := "#" + "".join(part[0].upper() + part[1:] for part in parts)) not in found:
            found.append(tag)
    return found


def _missing(tags: list[str], body: str, most: int | None) -> str:
    here = {word.casefold() for word in re.findall(r"#\w+", body)}
    rest = [tag for tag in tags if tag.casefold() not in here]
    return " ".join(rest if most is None else rest[: max(0, most - len(here))])


def plain_lines(markdown: str) -> str:
    """Markdown as text for networks: paragraphs and list lines kept, links with their address, emphasis dropped."""
    reader = _Lines()
    reader.feed(str(from_markdown(markdown)))
    reader.close()
    lines = "".join(reader.said).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


class _Lines(HTMLParser):
    """Reads our own clean HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.lists: list[int | None] = []  # None: a bullet list; else the next number
        self.href, self.begun = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "ol"):
            if not self.lists:
                self.said.append("\n\n")
            self.lists.append(None if tag == "ul" else int(dict(attrs).get("start") or 1))
        elif tag == "li" and self.lists:
            number = self.lists[-1]
            self.said.append("\n" + ("• " if number is None else f"{number}. "))
            if number is not None:
                self.lists[-1] = number + 1
        elif tag == "a":
            self.href, self.begun = dict(attrs).get("href") or "", len(self.said)
        elif tag in ("br", "tr"):
            self.said.append("\n")
        elif tag == "td":
            self.said.append(" ")
        elif (tag in ("p", "blockquote", "pre") and not self.lists) or tag.startswith("h"):
            self.said.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            if not self.lists:
                self.said.append("\n\n")
        elif tag == "a" and self.href:
            label = "".join(self.said[self.begun :]).strip()
            address = settings.BASE_URL + self.href if self.href.startswith("/") else self.href
            bare = re.sub(r"^(https?://(www\.)?|mailto:|tel:)", "", address)
            self.said[self.begun :] = [address if bare.startswith(label.rstrip("…")) else f"{label} ({address})"]
            if address.startswith(("mailto:", "tel:")):
                self.said[self.begun :] = [label if bare == label else f"{label} ({bare})"]
            self.href = ""

    def handle_data(self, data: str) -> None:
        self.said.append(data.replace("\n", ""))  # line breaks are tags here
