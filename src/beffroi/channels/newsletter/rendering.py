"""An issue as a mail: accessible HTML in one column, and text. Made once an issue, then addressed to each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import formataddr, parseaddr
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.channels.newsletter import wording
from beffroi.channels.newsletter.models import Block, Issue, Letter
from beffroi.ground.town.models import Town
from beffroi.kernel.html import clean
from beffroi.kernel.later import Later
from beffroi.kernel.mail import site
from beffroi.kernel.text import plain

if TYPE_CHECKING:
    import css_inline
else:
    css_inline = Later("css_inline")

# Stand in the page until it is addressed; no real address can look so.
LEAVE, CHOOSE = "https://leave.beffroi.invalid/", "https://choose.beffroi.invalid/"
_HREF = re.compile(r'href="(https?://[^"]+)"')


@dataclass(frozen=True)
class Part:
    """A block as it is shown: its words safe, its picture's address full."""

    title: str
    html: SafeString
    text: str
    link: str
    language: str
    image: str
    image_alt: str


@dataclass(frozen=True)
class Rendered:
    subject: str
    html: str
    text: str

    def addressed(self, *, leave: str, choose: str) -> "Rendered":
        html = self.html.replace(LEAVE, escape(leave)).replace(CHOOSE, escape(choose))
        return Rendered(self.subject, html, self.text.replace(LEAVE, leave).replace(CHOOSE, choose))


def parts_of(issue: Issue) -> list[Part]:
    rows = Block.objects.filter(issue=issue, withdrawn_at=None).order_by("position", "pk")
    return [part_of(block) for block in rows]


def part_of(block: Block) -> Part:
    html = clean(block.html)
    picture = site() + reverse("newsletter:picture", args=[block.pk]) if block.image_id else ""
    return Part(block.title, html, _text(html), full(block.link), block.language, picture, block.image_alt)


def _text(html: str) -> str:
    """Words of a part, its links after their words."""
    told = re.sub(r'<a\b[^>]*href="([^"]+)"[^>]*>(.*?)</a>', r"\2 (\1)", html, flags=re.DOTALL)
    paragraphs = re.split(r"</(?:p|li|h\d|blockquote)>|<br\s*/?>", told)
    return "\n\n".join(text for paragraph in paragraphs if (text := unescape(plain(paragraph)).strip()))


def full(link: str) -> str:
    return site() + link if link.startswith("/") else link


def render(issue: Issue) -> Rendered:
    """The mail, without its reader."""
    letter = issue.letter
    with override(issue.language or letter.language):
        parts = parts_of(issue)
        context = {
            "issue": issue,
            "letter": letter,
            "language": issue.language or letter.language,
            "parts": parts,
            "is_single": len(parts) == 1,
            "town": Town.current(),
            "style": _style(),
            "online": site() + issue.get_absolute_url() if issue.is_public else "",
            "site": site(),
            "leave": LEAVE,
            "choose": CHOOSE,
        }
        page = render_to_string("newsletter/mail/issue.html", context)
        text = render_to_string("newsletter/mail/issue.txt", context)
    html = css_inline.CSSInliner(keep_style_tags=True, keep_at_rules=True).inline(page)
    return Rendered(issue.subject, html, re.sub(r"\n{3,}", "\n\n", text).strip() + "\n")


@cache
def _style() -> str:
    return (Path(__file__).parent / "assets" / "mail.css").read_text()


def urls_in(html: str) -> list[str]:
    """Addresses to count: those of the words, not those by which one leaves or chooses."""
    found = (unescape(url) for url in _HREF.findall(html))
    return [url for url in dict.fromkeys(found) if not url.startswith((LEAVE, CHOOSE)) and len(url) <= 2000]


def with_links(made: Rendered, codes: Mapping[str, str]) -> Rendered:
    """The same, its links through our own addresses that count."""

    def counted(found: re.Match[str]) -> str:
        code = codes.get(unescape(found[1]))
        return f'href="{escape(follow_url(code))}"' if code else found[0]

    return Rendered(made.subject, _HREF.sub(counted, made.html), made.text)


def follow_url(code: str) -> str:
    return site() + reverse("newsletter_links:follow", args=[code])


def sender(letter: Letter) -> str:
    name = letter.sender_name or Town.current().name
    return formataddr((name, parseaddr(settings.MAIL_FROM)[1] or "beffroi@localhost"))


def message(made: Rendered, *, letter: Letter, issue_id: int, subscriber_id: int, to: str, at: datetime) -> EmailMultiAlternatives:
    """One mail to one subscriber."""
    leave = wording.leave_url(subscriber_id, letter, issue_id, at)
    mine = made.addressed(leave=leave, choose=wording.choose_url(subscriber_id, at))
    headers = {
        "Message-ID": wording.message_id(issue_id, subscriber_id),
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<{letter.slug}.{wording.mail_domain()}>",
        "Precedence": "bulk",
        "Auto-Submitted": "auto-generated",
    }
    reply = [letter.reply_to] if letter.reply_to else None
    mail = EmailMultiAlternatives(mine.subject, mine.text, sender(letter), [to], headers=headers, reply_to=reply)
    mail.attach_alternative(mine.html, "text/html")
    return mail


def trial(made: Rendered, *, letter: Letter, to: str) -> EmailMultiAlternatives:
    """A test to oneself: the doors at its foot lead to the page of the letter."""
    page = site() + letter.get_absolute_url()
    mine = made.addressed(leave=page, choose=page)
    subject = _("[Test] %(subject)s") % {"subject": mine.subject}
    mail = EmailMultiAlternatives(subject, mine.text, sender(letter), [to])
    mail.attach_alternative(mine.html, "text/html")
    return mail
