"""What approval asks about pages."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.channels.base.actions import content_hash as hash_of_content
from beffroi.ground.media.templatetags.media import picture_url
from beffroi.ground.people.models import Account
from beffroi.kernel.html import from_markdown
from beffroi.outreach.approvals.models import Approval
from beffroi.outreach.approvals.types import Preview, PreviewPicture, Reviewable, ScopeSource, reviewables, scope_sources
from beffroi.outreach.pages import actions, proposing
from beffroi.outreach.pages.models import Page, PageVersion

SAID = ("title", "summary", "for_whom", "bring", "cost", "delay", "body", "easy", "accessibility", "credits")


class PageReviewable(Reviewable):
    kind = "page"

    def title(self, id: int) -> str:
        return Page.objects.values_list("title", flat=True).get(pk=id)

    def titles(self, ids: Collection[int]) -> dict[int, str]:
        return dict(Page.objects.filter(pk__in=ids).values_list("pk", "title"))

    def url(self, id: int) -> str:
        return reverse("pages_desk:show", args=[id])

    def content_hash(self, id: int) -> str:
        return proposing.hash_of(Page.objects.get(pk=id))

    def previews(self, id: int) -> list[Preview]:
        page = Page.objects.select_related("image").get(pk=id)
        new = proposing.proposed(page, proposing.proposal_of(page))
        pictures = (PreviewPicture(picture_url(new.image, "640"), new.image.alt),) if new.image else ()
        parts = [new.summary, new.for_whom, new.bring, new.cost, new.delay, new.body]
        return [
            Preview(
                label=_("The page on the site"),
                title=new.title,
                html=from_markdown("\n\n".join(filter(None, parts)), headings=3),
                pictures=pictures,
            )
        ]

    def wording(self, id: int, content_hash: str = "") -> str | None:
        page = Page.objects.get(pk=id)
        now = proposing.next_of(page)
        if not content_hash or hash_of_content(now) == content_hash:
            return wording_of(now)
        for version in PageVersion.objects.filter(page=page).order_by("-number")[:50]:
            if hash_of_content(version.content) == content_hash:
                return wording_of(version.content)
        return None

    def scopes(self, id: int) -> set[str]:
        return proposing.scopes_of(Page.objects.only("kind").get(pk=id))

    def authors(self, id: int) -> list[Account]:
        page = Page.objects.get(pk=id)
        proposal = proposing.proposal_of(page)
        writer = proposal.by_id if proposal else page.author_id
        return list(Account.objects.filter(pk=writer)) if writer else []

    def settled(self, id: int, outcome: str, at: datetime) -> None:
        if outcome == Approval.APPROVED:
            actions.follow_approval(page=Page.objects.get(pk=id), at=at)


def wording_of(content: dict[str, Any]) -> str:
    return "\n\n".join(str(content[name]) for name in SAID if content.get(name))


def kinds() -> Iterable[tuple[str, Any]]:
    return [(f"page:{kind}", label) for kind, label in Page.KINDS]


scope_sources.register(ScopeSource("page", gettext_lazy("Pages of the site"), kinds))
reviewables.register(PageReviewable())
