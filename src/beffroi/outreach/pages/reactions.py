from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.commons.notifications import actions as notifications
from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals.facts import ApprovalDecided
from beffroi.outreach.approvals.models import Approval
from beffroi.outreach.pages.models import Page


def _sentence(text: Any) -> Any:
    return lambda params, language: str(text) % {"title": params["title"]}


for name, label, sentence in (
    ("approved", _("Your page is approved"), _("The page “%(title)s” is approved: the public reads it.")),
    ("changes_asked", _("Changes are asked on your page"), _("Somebody asks for changes on the page “%(title)s”.")),
):
    notification_kinds.register(NotificationKind(f"pages:{name}", label, _sentence(sentence), "team"))


@on(ApprovalDecided)
def tell_who_asked(fact: ApprovalDecided) -> None:
    if fact.subject_kind != "page":
        return
    approval = Approval.objects.select_related("asked_by").filter(pk=fact.approval_id).first()
    page = Page.objects.filter(pk=fact.subject_id).first()
    if page and approval and approval.asked_by:
        notifications.tell(
            voices_or_accounts=[approval.asked_by],
            kind="pages:approved" if fact.is_approved else "pages:changes_asked",
            subject=Subject("page", page.pk),
            params={"title": page.title},
            origin=f"page-decided-{approval.pk}",
            at=clock.now(),
        )
