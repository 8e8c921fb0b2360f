from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals.actions import latest
from beffroi.outreach.pages.access import ANSWER, SOURCES, WRITE
from beffroi.outreach.pages.models import Page, Proposal, ServiceRequest
from beffroi.outreach.pages.proposing import hash_of, workflow_of

MOST_SITES = 20
MOST_ATTACHMENTS = 3


def may_write(person: Any) -> Refusal | None:
    return must_have_right(person, WRITE)


def may_answer(person: Any) -> Refusal | None:
    return must_have_right(person, ANSWER)


def may_configure(person: Any) -> Refusal | None:
    return must_have_right(person, SOURCES)


def may_submit(person: Any, page: Page, proposal: Proposal | None) -> Refusal | None:
    if workflow_of(page) is None:
        return Refusal("no_workflow", _("Nobody has to approve this page: publish it."))
    if page.is_public and proposal is None:
        return Refusal("nothing", _("Nothing has changed on this page."))
    approval = latest(Subject("page", page.pk))
    if approval and approval.state == approval.WAITING:
        return Refusal("waiting", _("This text waits for its readers already."))
    return may_write(person)


def must_be_approved(page: Page) -> Refusal | None:
    """Where the plan names a way to approval for pages of this kind."""
    if workflow_of(page) is None:
        return None
    approval = latest(Subject("page", page.pk))
    if approval and approval.state == approval.APPROVED and approval.content_hash == hash_of(page):
        return None
    return Refusal("not_approved", _("Somebody has to approve this page first: send it to them."))


def must_be_fresh(version: int, base_version: int) -> Refusal | None:
    """Two editors never overwrite each other."""
    if version != base_version:
        return Refusal("stale", _("Somebody else changed this page while you were writing."))
    return None


def must_be_complete(page: Page) -> Refusal | None:
    """A page says something before it is public; a request form needs somebody who reads it."""
    if not (page.body.strip() or page.kind == Page.SERVICE):
        return Refusal("empty", pgettext_lazy("pages", "Write the text before you publish."))
    if page.takes_requests and not page.service_email:
        return Refusal("no_reader", _("Say at which e-mail address the service receives the requests."))
    return None


def must_take_requests(page: Page) -> Refusal | None:
    if not (page.is_public and page.takes_requests and page.service_email):
        return Refusal("no_requests", _("This service takes no requests here. See on its page how to reach it."))
    return None


def must_wait_for_answer(request: ServiceRequest) -> Refusal | None:
    if not request.is_waiting:
        return Refusal("answered", _("This request was answered already."))
    return None
