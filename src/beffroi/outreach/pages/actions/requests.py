"""Requests to a service: received with a receipt, sent on to the service, answered once by mail."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.ground.people.models import Account
from beffroi.ground.town.models import Town
from beffroi.kernel import mail, stored
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.outreach.pages.facts import RequestAnswered, RequestReceived
from beffroi.outreach.pages.models import Attachment, Page, ServiceRequest
from beffroi.outreach.pages.rules import may_answer, must_take_requests, must_wait_for_answer
from beffroi.outreach.pages.uploads import Upload

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def ask(*, page: Page, values: dict[str, Any], files: Sequence[Upload], language: str, site: str, at: datetime) -> ServiceRequest:
    """Keep a request with its files; a receipt goes to its author, a mail to the service."""
    require(must_take_requests(page))
    kept = [(upload, stored.keep(_path(upload), upload.content)) for upload in files]
    try:
        return _keep(page, values, kept, language, site, at)
    except BaseException:
        stored.drop([path for _upload, path in kept])
        raise


@transaction.atomic
def _keep(page: Page, values: dict[str, Any], kept: list[tuple[Upload, str]], language: str, site: str, at: datetime) -> ServiceRequest:
    request = ServiceRequest.objects.create(page=page, about=page.title, reference=_reference(), language=language, created_at=at, **values)
    Attachment.objects.bulk_create(
        Attachment(request=request, name=upload.name, file=path, content_type=upload.content_type, size=len(upload.content))
        for upload, path in kept
    )
    _tell(request, page, len(kept), site)
    record(RequestReceived(request_id=request.pk))
    return request


@transaction.atomic
def answer(*, asked: ServiceRequest, person: Account, text: str, at: datetime) -> ServiceRequest:
    """The answer of the service, by mail; once."""
    request = ServiceRequest.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    require(may_answer(person), must_wait_for_answer(request))
    request.state, request.answer, request.answered_by, request.answered_at = ServiceRequest.ANSWERED, text.strip(), person, at
    request.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    town = Town.current().name
    with override(request.language):
        subject = _("Answer to your request %(reference)s: %(about)s") % {"reference": request.reference, "about": request.about}
        said = _("%(text)s\n\n%(town)s\n\nYou had written:\n%(asked)s") % {"text": request.answer, "town": town, "asked": request.text}
    mail.send(to=request.email, subject=subject, text=said, key=f"pages:answer:{request.pk}", language=request.language)
    record(RequestAnswered(request_id=request.pk))
    return request


@transaction.atomic
def forget_answered(*, before: datetime) -> int:
    """Answered long ago: the request goes, with its files."""
    return _forget(ServiceRequest.objects.filter(answered_at__lt=before))


@transaction.atomic
def forget_of(*, email: str) -> int:
    """Everything that was asked from one address."""
    return _forget(ServiceRequest.objects.filter(email__iexact=email)) if email else 0


def _forget(rows: Any) -> int:
    paths = list(Attachment.objects.filter(request__in=rows).values_list("file", flat=True))
    count = rows.count()
    rows.delete()
    transaction.on_commit(lambda: stored.drop(paths))
    return count


def _tell(request: ServiceRequest, page: Page, files: int, site: str) -> None:
    said = {"about": request.about, "reference": request.reference, "text": request.text, "name": request.name}
    with override(request.language):
        subject = _("We received your request %(reference)s") % said
        text = (
            _(
                "Your request about “%(about)s” was received under the number %(reference)s. The service answers at this address.\n\n"
                "You wrote:\n%(text)s"
            )
            % said
        )
    mail.send(to=request.email, subject=subject, text=text, key=f"pages:receipt:{request.pk}", language=request.language)
    with override("fr"):
        subject = _("Request %(reference)s: %(about)s") % said
        text = _("%(name)s asks about “%(about)s”:\n\n%(text)s\n\nFiles: %(files)d. Read and answer here: %(url)s") % (
            said | {"files": files, "url": site + request.get_absolute_url()}
        )
    mail.send(to=page.service_email, subject=subject, text=text, key=f"pages:request:{request.pk}")


def _reference() -> str:
    while True:
        word = "".join(secrets.choice(LETTERS) for _letter in range(8))
        if not ServiceRequest.objects.filter(reference=word).exists():
            return word


def _path(upload: Upload) -> str:
    return f"requests/{secrets.token_hex(16)}.{upload.extension}"
