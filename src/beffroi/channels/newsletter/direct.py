"""E-mail to one person at a time: for alerts and others above. The frame is made once for all who receive the same words."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.direct import AGAIN, EMAIL, Direct, DirectSender, Outcome
from beffroi.channels.newsletter.smtp import Line
from beffroi.kernel import mail
from beffroi.kernel.models import Mail

LEAVE = "https://leave.beffroi.invalid/"


class EmailSender(DirectSender):
    kind = EMAIL
    label = _("By e-mail")

    def is_ready(self) -> bool:
        return True

    def send_many(self, items: Sequence[Direct], *, at: datetime) -> list[Outcome]:
        frames: dict[tuple, EmailMultiAlternatives] = {}
        found: list[Outcome] = []
        with Line() as line:
            for number, item in enumerate(items):
                if (closed := line.open()) is not None:  # no server: nobody is served, and nobody waits for a time-out each
                    return [*found, *(Outcome(left.key, AGAIN, closed.detail, wait=closed.wait) for left in items[number:])]
                found.append(line.send(_addressed(item, frames), item.key))
        return found


def _addressed(item: Direct, frames: dict[tuple, EmailMultiAlternatives]) -> EmailMultiAlternatives:
    same = (item.subject, item.text, item.html, item.url, item.language, bool(item.unsubscribe), item.is_urgent)
    if same not in frames:
        text = f"{item.text}\n\n{item.url}" if item.url and item.url not in item.text else item.text
        leave = LEAVE if item.unsubscribe else ""
        row = Mail(
            to="x@beffroi.invalid", key="frame", subject=item.subject, text=text, html=item.html, language=item.language, unsubscribe=leave
        )
        frames[same] = mail.message(row)
    frame = frames[same]
    headers: dict[str, Any] = dict(frame.extra_headers) | {"Message-ID": mail.message_id(item.key)}
    if item.unsubscribe:
        headers["List-Unsubscribe"] = f"<{item.unsubscribe}>"
    if item.is_urgent:
        headers |= {"Importance": "high", "X-Priority": "1"}
    body = str(frame.body).replace(LEAVE, item.unsubscribe)
    made = EmailMultiAlternatives(frame.subject, body, frame.from_email, [item.to], headers=headers)
    for content, kind in frame.alternatives:
        made.attach_alternative(str(content).replace(LEAVE, escape(item.unsubscribe)), kind)
    return made
