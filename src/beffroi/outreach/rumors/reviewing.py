"""What approval asks about a verdict: its words, its sources, who wrote it."""

from collections.abc import Collection
from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from beffroi.ground.people.models import Account
from beffroi.kernel.html import from_markdown
from beffroi.outreach.approvals.types import Preview, Reviewable, reviewables
from beffroi.outreach.rumors import actions
from beffroi.outreach.rumors.models import MEANINGS, Edition, Rumor


class RumorReviewable(Reviewable):
    kind = "rumor"

    def title(self, id: int) -> str:
        return self.titles([id]).get(id, "")

    def titles(self, ids: Collection[int]) -> dict[int, str]:
        """The headline that is asked about, not the claim."""
        rows = Edition.objects.filter(rumor__in=ids).order_by("number").values_list("rumor_id", "headline")
        return dict(Rumor.objects.filter(pk__in=ids).values_list("pk", "headline")) | {pk: headline for pk, headline in rows if headline}

    def url(self, id: int) -> str:
        return reverse("rumors_desk:show", args=[id])

    def content_hash(self, id: int) -> str:
        edition = _asked(id)
        return edition.content_hash if edition else ""

    def previews(self, id: int) -> list[Preview]:
        """As everybody will read it."""
        edition = _asked(id)
        if edition is None:
            return []
        context = {"edition": edition, "meaning": MEANINGS.get(edition.verdict, ""), "html": from_markdown(edition.explanation, headings=4)}
        return [Preview(label=_("On the site"), title=edition.headline, html=render_to_string("rumors/_read.html", context))]

    def wording(self, id: int, content_hash: str = "") -> str | None:
        rows = Edition.objects.filter(rumor=id).exclude(content_hash="")
        row = rows.filter(content_hash=content_hash).first() if content_hash else rows.order_by("-number").first()
        if row is None:
            return None
        return "\n\n".join(filter(None, [row.headline, str(row.get_verdict_display()), row.truth, row.explanation, row.correction]))

    def sources(self, id: int) -> list[str]:
        edition = _asked(id)
        rows = edition.sources if edition else []
        return [" – ".join(filter(None, [row["title"], row["publisher"], row["dated"], row["url"], row["quote"]])) for row in rows]

    def authors(self, id: int) -> list[Account]:
        return list(Account.objects.filter(pk__in=Edition.objects.filter(rumor=id, state=Edition.WAITING).values("by")))

    def settled(self, id: int, outcome: str, at: datetime) -> None:
        actions.settle(rumor_id=id, outcome=outcome, at=at)


def _asked(id: int) -> Edition | None:
    """The one that waits; else the newest, which was decided about."""
    rows = Edition.objects.filter(rumor=id).exclude(content_hash="")
    return rows.filter(state=Edition.WAITING).first() or rows.order_by("-number").first()


reviewables.register(RumorReviewable())
