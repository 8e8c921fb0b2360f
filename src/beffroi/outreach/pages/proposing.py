"""Where the plan asks for it, what a page says is read by somebody before the public reads it."""

from copy import copy
from typing import Any

from beffroi.channels.base.actions import content_hash
from beffroi.ground.media.models import Image
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals.models import Workflow
from beffroi.outreach.pages.models import Page, Proposal


def scopes_of(page: Page) -> set[str]:
    return {f"page:{page.kind}"}


def workflow_of(page: Page) -> Workflow | None:
    """The way to approval that names pages of this kind. One that is for everything else is for publications, not for pages."""
    words = scopes_of(page)
    for workflow in Workflow.objects.filter(is_active=True, steps__isnull=False).distinct().order_by("order", "pk"):
        if words & set(workflow.scopes):
            return workflow
    return None


def proposal_of(page: Page) -> Proposal | None:
    return Proposal.objects.select_related("by__voice").filter(page=page).first()


def next_of(page: Page, proposal: Proposal | None = None) -> dict[str, Any]:
    """What the page is to say: its proposal, or what it says."""
    proposal = proposal or proposal_of(page)
    return proposal.content if proposal else page.written


def fill(page: Page, content: dict[str, Any]) -> Page:
    for name, value in content.items():
        if name in Page.WRITTEN:
            setattr(page, name, value)
    page.image = Image.objects.filter(pk=content["image"]).first() if content.get("image") else None
    return page


def proposed(page: Page, proposal: Proposal | None) -> Page:
    """The page as it would be; for forms and previews."""
    return fill(copy(page), proposal.content) if proposal else page


def hash_of(page: Page) -> str:
    return content_hash(next_of(page))


def subject_of(page: Page) -> Subject:
    return Subject("page", page.pk)


def base_of(page: Page, proposal: Proposal | None) -> int:
    """On what an edit is based: the page and what waits for it."""
    return page.version + (proposal.version if proposal else 0)
