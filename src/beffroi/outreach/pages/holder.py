"""What pages keep of persons: who asked a service, who of the team wrote."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.commons.privacy.types import LEGAL_DUTY, ExportFile, PersonalData, not_personal, personal_data
from beffroi.ground.people.models import Account
from beffroi.outreach.pages import actions
from beffroi.outreach.pages.models import FileVersion, Page, PageVersion, ServiceRequest


def export_requests(account: Account) -> Iterable[dict[str, Any] | ExportFile]:
    if not account.email:
        return
    for row in ServiceRequest.objects.filter(email__iexact=account.email).prefetch_related("attachments"):
        yield {
            "what": "request", "about": row.about, "reference": row.reference, "name": row.name, "text": row.text,
            "written": row.created_at.isoformat(), "answer": row.answer,
            "answered": row.answered_at.isoformat() if row.answered_at else "",
        }  # fmt: skip
        for attachment in row.attachments.all():
            yield ExportFile(f"{row.reference}-{attachment.name}", str(attachment.file.name))


def erase_requests(account: Account, at: datetime) -> None:
    actions.forget_of(email=account.email or "")


def export_work(account: Account) -> Iterable[dict[str, Any]]:
    for page in Page.objects.filter(author=account):
        yield {"what": "page", "title": page.title, "begun": page.created_at.isoformat()}
    for version in PageVersion.objects.filter(by=account).select_related("page"):
        yield {"what": "edit", "page": version.page.title, "number": version.number, "at": version.at.isoformat()}
    for row in ServiceRequest.objects.filter(answered_by=account):
        yield {"what": "answer", "reference": row.reference, "text": row.answer, "at": str(row.answered_at)}
    for edition in FileVersion.objects.filter(by=account).select_related("file"):
        yield {"what": "file", "title": edition.file.title, "number": edition.number, "at": edition.at.isoformat()}


personal_data.register(
    PersonalData(
        kind="service_requests",
        label=_("Requests to the services of the town"),
        purpose=_("Answer what you ask of a service."),
        retention=_("One year after the answer."),
        data=_("Name, e-mail address, text, files"),
        export=export_requests,
        erase=erase_requests,
        fields=("pages.ServiceRequest.name", "pages.ServiceRequest.email"),
    )
)
personal_data.register(
    PersonalData(
        kind="pages",
        label=_("Work on the pages of the town"),
        purpose=_("Know who wrote what the town explains."),
        retention=_("As long as the page; the name goes with the account."),
        data=_("Pages, versions, answers"),
        export=export_work,
        fields=(
            "pages.Page.author",
            "pages.PageVersion.by",
            "pages.Proposal.by",
            "pages.ServiceRequest.answered_by",
            "pages.FileVersion.by",
        ),
        basis=LEGAL_DUTY,
    )
)
not_personal("pages.Page.service_email", "the address of a service of the town hall")
not_personal("pages.Page.address", "where a story or a place of the territory is")
not_personal("pages.Page.phone", "the phone of a service of the town hall")
not_personal("pages.Institution.email", "the public address of an institution")
not_personal("pages.Institution.phone", "the public phone of an institution")
