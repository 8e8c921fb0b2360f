"""What an application posts: its key, the fields, the pictures; then the action."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from beffroi.ground.media import pictures
from beffroi.ground.media.actions import take_image
from beffroi.ground.media.models import Image
from beffroi.ground.people.doors import visitor_key
from beffroi.kernel import clock
from beffroi.kernel.limits import must_be_within
from beffroi.participation.open311 import actions, asking, formats, jobs, reading, telling
from beffroi.participation.open311.errors import ApiError, bad, forbidden, missing
from beffroi.participation.open311.models import ApiKey, Held, digest
from beffroi.participation.reports import states
from beffroi.participation.reports.models import Category
from beffroi.participation.reports.rules import read_answers

REPORTER = ("email", "device_id", "account_id", "first_name", "last_name", "phone")
MOST_FILES, LONGEST = 5, 4000
HOUR, WRONG_KEYS = timedelta(hours=1), 20
WORDS = {"open": states.RECEIVED, "closed": states.FIXED, "reopen": states.RECEIVED, "for_triage": states.RECEIVED}


def take_report(request: HttpRequest) -> dict[str, Any]:
    """POST requests: a report, its number (or a token where the team reads first) and what one may expect."""
    at, form = clock.now(), _form(request)
    key = key_of(request, form)
    wrong = [f"{name} is required" for name in ("service_code",) if not form.get(name)]
    if wrong:
        raise bad(*wrong)
    category = Category.objects.open().prefetch_related("attributes").filter(code=form["service_code"]).first()
    if category is None:
        raise missing("service_code was not found")
    longitude, latitude, place = asking.place(form)
    text = form.get("description", "")
    if len(text) > LONGEST:
        raise bad(f"description is too long: {LONGEST} signs at most")
    answers, errors = read_answers(category, formats.attributes_of([*request.GET.lists(), *request.POST.lists()]))
    if errors:
        raise bad(*(f"attribute[{code}]: {said}" for code, said in errors.items()))
    fields = {
        "category": category.code, "longitude": longitude, "latitude": latitude, "text": text, "place": place, "answers": answers,
        "reporter": {name: form[name][:200] for name in REPORTER if form.get(name)},
    }  # fmt: skip
    _must_be_within(key, at)
    images = _images(request, at)
    found = actions.receive(key=key, fields=fields, images=images, origin=_idempotency(request), at=at)
    actions.note_use(row=key, day=at.date())
    if isinstance(found, Held):
        return {"token": found.token, "service_notice": telling.notice(category), "account_id": None}
    media = form.get("media_url", "")
    if media.startswith(("https://", "http://")) and not images:
        jobs.fetch_photo.using(unique=f"open311-photo-{found.pk}").enqueue(report_id=found.pk, url=media[:1000])
    return {"service_request_id": found.public_id, "service_notice": telling.notice(category), "account_id": None}


def take_update(request: HttpRequest) -> dict[str, Any]:
    """POST servicerequestupdates: news, perhaps with a state, in open, closed or FixMyStreet's words."""
    at, form = clock.now(), _form(request)
    key = key_of(request, form)
    wrong = [f"{name} is required" for name in ("service_request_id",) if not form.get(name)]
    if wrong:
        raise bad(*wrong)
    report = reading.report(form["service_request_id"])
    if report is None:
        raise missing("service_request_id was not found")
    said_at = at
    if said := form.get("updated_datetime", ""):
        moment = formats.read_moment(said)
        if moment is None:
            raise bad("updated_datetime must be a date and time of the W3C profile, such as 2026-01-31T08:00:00Z")
        said_at = min(max(moment, report.opened_at), at)
    state = state_of(form.get("status", ""), report.state, is_service=key.may_answer)
    text = form.get("description", "")
    if len(text) > LONGEST:
        raise bad(f"description is too long: {LONGEST} signs at most")
    _must_be_within(key, at)
    row = actions.hear(
        key=key, report=report, text=text, state=state, reporter={name: form[name][:200] for name in REPORTER if form.get(name)},
        origin=form.get("update_id", "")[:120], external_status=form.get("external_status_code", ""), at=said_at,
    )  # fmt: skip
    actions.note_use(row=key, day=at.date())
    return {"update_id": str(row.pk)}


def state_of(word: str, now: str, *, is_service: bool) -> str:
    """The state that a word of another machine means here; "" if it changes nothing. ApiError for a word that nobody uses."""
    word = word.strip().lower()
    if not word:
        return ""
    if word not in WORDS and not any(state.extended.lower() == word for state in states.STATES.values()):
        raise bad("status must be open, closed, or one of FixMyStreet's words such as IN_PROGRESS")
    found = WORDS.get(word) or next(key for key, state in states.STATES.items() if state.extended.lower() == word)
    if word in ("open", "closed") and states.STATES[now].open311 == word:
        return ""  # it says no more than we know
    if not is_service:
        # Somebody outside the team says that it is repaired, or that it is back: no more.
        found = states.RECEIVED if states.STATES[found].is_open else states.FIXED_BY_USER
        return "" if states.STATES[found].is_open == states.STATES[now].is_open else found
    return "" if found == states.DUPLICATE else found  # of which report, nobody says


def key_of(request: HttpRequest, form: dict[str, str]) -> ApiKey:
    """The application. After many wrong keys, one waits."""
    said = form.get("api_key") or request.GET.get("api_key", "") or request.headers.get("X-Api-Key", "")
    if not said:
        raise forbidden("api_key is required")
    row = ApiKey.objects.filter(digest=digest(said), revoked_at=None).first() if len(said) < 200 else None
    if row is None:
        if must_be_within("open311-wrong-key", visitor_key(request), most=WRONG_KEYS, per=HOUR, at=clock.now()):
            raise ApiError(429, ["Too many wrong keys: wait an hour."])
        raise forbidden("api_key is not valid")
    return row


def _must_be_within(key: ApiKey, at: Any) -> None:
    if refusal := must_be_within("open311-post", key.pk, most=key.per_hour, per=HOUR, at=at):
        raise ApiError(429, [str(refusal)])


def _form(request: HttpRequest) -> dict[str, str]:
    """The fields, in the body as the standard asks, or in the address as its description of 2017 does."""
    found = {name: request.GET.get(name, "") for name in request.GET} | {name: request.POST.get(name, "") for name in request.POST}
    return {name: value.replace("\0", "").strip() for name, value in found.items()}


def _idempotency(request: HttpRequest) -> str:
    return request.headers.get("Idempotency-Key", "").strip()[:120]


def _images(request: HttpRequest, at: Any) -> list[Image]:
    """Pictures that were sent along (multipart), whatever their field is called."""
    files = [upload for name in request.FILES for upload in request.FILES.getlist(name)]
    if len(files) > MOST_FILES:
        raise bad(f"{MOST_FILES} pictures at most")
    try:
        ready = [pictures.prepare(upload) for upload in files]
    except ValidationError as error:
        raise bad(*error.messages) from None
    return [take_image(upload=one, alt=_("Photo sent with the report"), at=at) for one in ready]
