"""Writing pages: every state of the text is kept, and can be taken up again."""

from copy import copy
from datetime import date, datetime
from typing import Any

from django.db import transaction

from beffroi.commons.search import actions as search
from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Account
from beffroi.kernel import edition
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.approvals.models import Approval
from beffroi.outreach.pages.facts import PageChanged, PageConfirmed, PagePublished, PageWithdrawn
from beffroi.outreach.pages.models import Page, PageVersion, Proposal
from beffroi.outreach.pages.naming import free_slug
from beffroi.outreach.pages.proposing import base_of, fill, hash_of, next_of, proposed, subject_of, workflow_of
from beffroi.outreach.pages.rules import may_submit, may_write, must_be_approved, must_be_complete, must_be_fresh


@transaction.atomic
def draft(*, kind: str, person: Account, at: datetime, values: dict[str, Any]) -> Page:
    """A new page, not yet public."""
    require(may_write(person))
    page = Page(kind=kind, author=person, created_at=at, updated_at=at, slug=free_slug(Page, values["title"]), **values)
    page.save()
    _keep_version(page, person, at, "")
    return page


@transaction.atomic
def edit(*, page: Page, person: Account, base_version: int, at: datetime, values: dict[str, Any], note: str = "") -> Page:
    """Change a page; what is public changes at once, unless somebody has to approve it first. The address stays as it is."""
    page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    proposal = Proposal.objects.filter(page=page).first()
    require(may_write(person), must_be_fresh(base_of(page, proposal), base_version))
    if page.is_public and (proposal or workflow_of(page)):
        return _propose(page, proposal, values, person, at, note)
    for name, value in values.items():
        setattr(page, name, value)
    if page.is_public:
        require(must_be_complete(page))
    else:
        approvals.void(subject=subject_of(page))
    _changed(page, person, at, note)
    return page


@transaction.atomic
def restore(*, page: Page, version: PageVersion, person: Account, at: datetime, note: str) -> Page:
    """Take up what the page said at that time, as a new version."""
    page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    require(may_write(person))
    proposal = Proposal.objects.filter(page=page).first()
    if page.is_public and (proposal or workflow_of(page)):
        return _propose(page, proposal, version.content, person, at, note)
    fill(page, version.content)
    if page.is_public:
        require(must_be_complete(page))
    else:
        approvals.void(subject=subject_of(page))
    _changed(page, person, at, note)
    return page


@transaction.atomic
def publish(*, page: Page, person: Account, at: datetime) -> Page:
    """Put a page before the public, and into the search."""
    page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    require(may_write(person), must_be_complete(page), must_be_approved(page))
    return _publish(page, person, at)


@transaction.atomic
def submit(*, page: Page, person: Account, at: datetime) -> Approval:
    """Ask those whom the way to approval names: a draft to be published, or the next text of a public page."""
    page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    proposal = Proposal.objects.filter(page=page).first()
    require(may_submit(person, page, proposal), must_be_complete(proposed(page, proposal)))
    return approvals.ask(subject=subject_of(page), content_hash=hash_of(page), workflow=workflow_of(page), asked_by=person, at=at)


@transaction.atomic
def forget_proposal(*, page: Page, person: Account) -> None:
    """The public text stays as it is."""
    require(may_write(person))
    Proposal.objects.filter(page=page).delete()
    approvals.void(subject=subject_of(page))


@transaction.atomic
def follow_approval(*, page: Page, at: datetime) -> None:
    """The last yes has fallen, upon exactly this text: the public reads it from now on."""
    page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    approval = approvals.latest(subject_of(page))
    if approval is None or approval.content_hash != hash_of(page):
        return
    proposal = Proposal.objects.filter(page=page).first()
    if page.is_public and proposal:
        fill(page, proposal.content)
        Proposal.objects.filter(pk=proposal.pk).delete()
        _changed(page, proposal.by or approval.asked_by, at, proposal.note)
    elif not page.is_public:
        _publish(page, approval.asked_by, at)


@transaction.atomic
def withdraw(*, page: Page, person: Account, at: datetime) -> Page:
    """Take a page away from the public; it stays on the desk, with the text that waited for approval."""
    page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    require(may_write(person))
    if proposal := Proposal.objects.filter(page=page).first():
        fill(page, proposal.content).save()
        Proposal.objects.filter(pk=proposal.pk).delete()
    approvals.void(subject=subject_of(page))
    page.state, page.updated_at, page.version = Page.WITHDRAWN, at, page.version + 1
    page.save(update_fields=["state", "updated_at", "version"])
    _keep_version(page, person, at, "")
    search.remove(subject=Subject("page", page.pk))
    record(PageWithdrawn(page_id=page.pk))
    return page


@transaction.atomic
def confirm(*, page: Page, person: Account, review_on: date | None, at: datetime) -> Page:
    """Still true, said by somebody who read it; asked again on that day."""
    page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    require(may_write(person))
    page.checked_on, page.review_on = at.date(), review_on
    page.save(update_fields=["checked_on", "review_on"])
    record(PageConfirmed(page_id=page.pk))
    return page


def _publish(page: Page, person: Account | None, at: datetime) -> Page:
    page.state, page.published_at, page.updated_at, page.checked_on = Page.PUBLISHED, page.published_at or at, at, at.date()
    page.version += 1
    page.save(update_fields=["state", "published_at", "updated_at", "checked_on", "version"])
    _keep_version(page, person, at, "")
    _make_findable(page, at)
    record(PagePublished(page_id=page.pk))
    return page


def _propose(page: Page, proposal: Proposal | None, values: dict[str, Any], person: Account, at: datetime, note: str) -> Page:
    """Beside the public text. An approval that was asked for or given before holds no more; unless nothing was changed."""
    before = dict(next_of(page, proposal))
    content = dict(before)
    content.update({name: value for name, value in values.items() if name in Page.WRITTEN})
    if "image" in values:
        content["image"] = values["image"].pk if isinstance(values["image"], Image) else values["image"]
    require(must_be_complete(fill(copy(page), content)))
    Page.objects.filter(pk=page.pk).update(**{name: values[name] for name in ("review_on", "parent") if name in values})
    if content == before:
        return page
    number = proposal.version + 1 if proposal else 1
    fresh = {"content": content, "note": note[:160], "version": number, "by": person, "at": at}
    Proposal.objects.update_or_create(page=page, defaults=fresh)
    approvals.void(subject=subject_of(page))
    return page


def _changed(page: Page, person: Account | None, at: datetime, note: str) -> None:
    page.version, page.updated_at = page.version + 1, at
    if page.is_public:
        page.checked_on = at.date()
    page.save()
    _keep_version(page, person, at, note)
    if page.is_public:
        _make_findable(page, at)
        record(PageChanged(page_id=page.pk))
        edition.bump()


def _keep_version(page: Page, person: Account | None, at: datetime, note: str) -> None:
    PageVersion.objects.create(page=page, number=page.version, content=page.written, note=note[:160], by=person, at=at)


def _make_findable(page: Page, at: datetime) -> None:
    parts = [page.summary, page.body, page.for_whom, page.bring, page.section, page.service, page.period, page.address, page.easy]
    search.put(
        subject=Subject("page", page.pk),
        title=page.title,
        text="\n\n".join(filter(None, parts)),
        url=page.get_absolute_url(),
        language=page.language,
        at=at,
        weight=1.3 if page.kind == Page.SERVICE else 1.0,
    )
