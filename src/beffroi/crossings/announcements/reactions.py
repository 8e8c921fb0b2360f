from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.crossings.announcements import from_contests, from_feeds, from_votes
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.outreach.posts import actions as posts
from beffroi.outreach.posts.models import Post
from beffroi.participation.spaces.facts import Announceable

__all__ = ["from_contests", "from_feeds", "from_votes", "prepare_a_post"]


@on(Announceable)
def prepare_a_post(fact: Announceable) -> None:
    """One draft for one fact; `origin` makes a second run harmless."""
    card = Subject.parse(fact.subject).card()
    if card is None or not card.is_public:
        return
    with override(settings.LANGUAGE_CODE):
        sentence = fact.sentence() or card.excerpt
        link = _("[Read more and take part](%(url)s)") % {"url": card.url}
        headline = fact.headline()
    posts.draft(
        title=headline[:200],
        text="\n\n".join(filter(None, [sentence, link])),
        about=fact.subject,
        kind=Post.PARTICIPATION,
        link=card.url,
        origin=f"{fact.name()} {fact.subject} {getattr(fact, 'phase_id', '')}".strip(),
        at=clock.now(),
    )
