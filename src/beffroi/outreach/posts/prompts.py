"""Ideas for today, computed from what happened here: nothing is written by a machine, only begun."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from beffroi.channels.base.models import Heard
from beffroi.channels.base.types import MENTION
from beffroi.ground.people.models import Account
from beffroi.kernel.fragments import until_changed
from beffroi.kernel.text import excerpt
from beffroi.outreach.posts.models import Post

WEEK = timedelta(days=7)
FEWEST, LONGEST_REST = 5, timedelta(days=5)


@dataclass(frozen=True)
class Prompt:
    kind: str
    sentence: str
    label: str
    url: str


def prompts(at: datetime) -> list[Prompt]:
    """At most one of each kind."""
    return [prompt for make in (silence, welcome, thanks, share) if (prompt := make(at))]


def kept_prompts(at: datetime) -> list[Prompt]:
    """For the list of posts, which is opened all day: computed anew after each change, and every hour."""
    return until_changed(f"posts-ideas:{get_language()}:{at:%Y%m%d%H}", lambda: prompts(at))


def silence(at: datetime) -> Prompt | None:
    """Nothing was said for much longer than usual."""
    rows = Post.objects.filter(published_at__lte=at).order_by("-published_at").values_list("published_at", flat=True)[:20]
    hours = [hour for hour in rows if hour]
    if not hours:
        return None
    gaps = [newer - older for newer, older in zip(hours, hours[1:], strict=False)]
    usual = (
        max(timedelta(seconds=median(gap.total_seconds() for gap in gaps)), timedelta(hours=12)) if len(gaps) >= FEWEST else LONGEST_REST
    )
    rest = at - hours[0]
    if rest <= 2 * usual or Post.objects.filter(publish_at__gt=at, state=Post.APPROVED, publish_at__lte=at + usual).exists():
        return None
    said = ngettext("Nothing was published for %(n)d day.", "Nothing was published for %(n)d days.", rest.days)
    return Prompt("silence", said % {"n": rest.days}, _("Write"), reverse("posts:new"))


def welcome(at: datetime) -> Prompt | None:
    """New people joined this week."""
    new = Account.objects.filter(created_at__gt=at - WEEK, is_active=True).count()
    if not new:
        return None
    said = ngettext("%(n)d person joined the site this week.", "%(n)d people joined the site this week.", new)
    return Prompt("welcome", said % {"n": new}, _("Welcome them"), _begun(title=_("Welcome to all who joined us"), kind=Post.PARTICIPATION))


def thanks(at: datetime) -> Prompt | None:
    """An event or a call has ended: those who came are thanked."""
    kinds = [Post.EVENT, Post.PARTICIPATION]
    over = Post.objects.filter(kind__in=kinds, state=Post.PUBLISHED, valid_until__gt=at - WEEK, valid_until__lte=at)
    post = over.order_by("-valid_until").first()
    if post is None:
        return None
    begun = _begun(title=(_("Thank you: %(title)s") % {"title": post.title})[:200], kind=post.kind)
    return Prompt("thanks", _("“%(title)s” is over.") % {"title": post.title}, _("Thank those who took part"), begun)


def share(at: datetime) -> Prompt | None:
    """Somebody spoke of the town: shared with credit, not taken over."""
    row = (
        Heard.objects.filter(kind=MENTION, is_private=False, gone_at=None, hidden_at=None, sent_at__gt=at - WEEK)
        .order_by("-sent_at")
        .first()
    )
    if row is None:
        return None
    credit = _("As seen at %(name)s: %(text)s\n\n%(url)s") % {"name": row.author_name, "text": excerpt(row.text, 200), "url": row.url}
    said = _("%(name)s spoke of the town: “%(text)s”") % {"name": row.author_name, "text": excerpt(row.text, 80)}
    return Prompt("share", said, _("Share it with credit"), _begun(title=_("Seen at %(name)s") % {"name": row.author_name}, text=credit))


def _begun(**fields: Any) -> str:
    return f"{reverse('posts:new')}?{urlencode(fields)}"
