"""What another website of the town published becomes a draft to adapt; it never goes out by itself."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.outreach.pages.facts import FeedEntryFound
from beffroi.outreach.posts import actions as posts
from beffroi.outreach.posts.models import Post


@on(FeedEntryFound)
def prepare_a_post_from_a_feed(fact: FeedEntryFound) -> None:
    """One draft for one entry, with the link back to where it first stood."""
    with override(fact.language):
        link = _("[Read it on %(source)s](%(url)s)") % {"source": fact.source.replace("[", "").replace("]", ""), "url": fact.url}
    posts.draft(
        title=fact.title[:200],
        text="\n\n".join(filter(None, [fact.text, link if fact.url else ""])),
        kind=Post.NEWS,
        link=fact.url,
        language=fact.language,
        origin=fact.origin,
        at=clock.now(),
    )
