"""The words of a release, by e-mail, push and text message. Written once for each language, then addressed."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.channels.base.direct import Direct
from beffroi.kernel import mail, tokens
from beffroi.outreach.alerts.content import hour
from beffroi.outreach.alerts.hazards import RANK
from beffroi.outreach.alerts.languages import release_in
from beffroi.outreach.alerts.models import Release, Sending
from beffroi.outreach.alerts.models.reach import EMAIL, PUSH, SMS

PURPOSE = "alerts.subscription"
MARK = "beffroi-link-of-the-reader"  # stands for the reader's own link until the words are addressed
SMS_SIGNS = 300


def base_url() -> str:
    return mail.site()


def link(token: str) -> str:
    """The door of one subscription: what it is told of, and the way out."""
    return f"{base_url()}{reverse('alerts:manage', args=[token])}"


def stop_link(token: str) -> str:
    return f"{base_url()}{reverse('alerts:stop', args=[token])}"


def token_of(subscription_id: int, *, at: datetime) -> str:
    return tokens.sign(PURPOSE, subscription_id, at=at)


def title_of(release: Release) -> str:
    """The first words, by which one knows what it is before reading."""
    content = release.content
    pattern = {
        Release.ALERT: _("Alert: %(headline)s"),
        Release.UPDATE: _("Update: %(headline)s"),
        Release.CLEAR: _("All-clear: %(headline)s"),
        Release.CANCEL: _("Cancelled: %(headline)s"),
    }[release.kind]
    if release.kind == Release.ALERT and not RANK[content["severity"]] > 1:
        pattern = "%(headline)s"
    title = pattern % {"headline": content["headline"]}
    return _("EXERCISE – %(title)s") % {"title": title} if content["exercise"] else title


def until_of(release: Release) -> str:
    return hour(datetime.fromisoformat(release.content["expires"]))


def page_of(release: Release) -> str:
    return f"{base_url()}{reverse('alerts:show', args=[release.alert_id])}"


@dataclass(frozen=True)
class Words:
    """One release in one language, by one way, not yet addressed."""

    item: Direct

    def to(self, sending: Sending, *, at: datetime) -> Direct:
        row = sending.subscription
        token = token_of(row.pk, at=at)
        to: Any = row.address
        if sending.way == PUSH:
            to = {"endpoint": row.address, "keys": row.keys}
        made = replace(self.item, to=to if isinstance(to, str) else _json(to), key=f"alert-{sending.release_id}-{sending.subscription_id}")
        if sending.way != EMAIL:
            return made
        return replace(made, text=made.text.replace(MARK, token), html=made.html.replace(MARK, token), unsubscribe=stop_link(token))


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, separators=(",", ":"))


def words(release: Release, way: str, language: str = "") -> Words:
    """What is said by this way, in the reader's language where there are words in it."""
    release = release_in(release, language)
    content = release.content
    with override(content.get("frame") or content["language"]):
        title = title_of(release)
        urgent = RANK[content["severity"]] >= 3 or content["urgency"] == "Immediate"
        common = {"to": "", "key": "", "subject": title, "url": page_of(release), "language": content["language"], "is_urgent": urgent}
        if way == SMS:
            return Words(Direct(text=_short(release, title), **common))
        if way == PUSH:
            body = Truncator(release.note or content["happens"]).chars(300)
            return Words(Direct(text=body, topic=f"alert-{release.alert_id}", **common))
        context = {"release": release, "content": content, "title": title, "until": until_of(release), "page": page_of(release)}
        context |= {"manage": link(MARK), "kind_is_end": release.is_end}
        return Words(
            Direct(text=render_to_string("alerts/mail.txt", context), html=render_to_string("alerts/mail.html", context), **common)
        )


def _short(release: Release, title: str) -> str:
    """A text message: what, what to do first, where to read on."""
    page = page_of(release)
    first = "" if release.is_end else " ".join(release.content["steps"][:2])
    said = " ".join(part for part in (title + ".", release.note, first) if part)
    return f"{Truncator(said).chars(max(SMS_SIGNS - len(page) - 1, 60))} {page}"
