"""What people do: begin, write page by page, send, change. The receipt code is the only thing that leads back to an answer."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from beffroi.kernel import stored
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.participation.spaces.actions import count_contributions
from beffroi.participation.surveys import rules
from beffroi.participation.surveys.actions.counting import count, keep_texts
from beffroi.participation.surveys.definition import Definition, Values, definition
from beffroi.participation.surveys.facts import SurveyAnswered
from beffroi.participation.surveys.kinds.files import Sent
from beffroi.participation.surveys.models import PSEUDONYMOUS, VERIFIED, Pass, Response, Survey, Upload
from beffroi.participation.surveys.words import MISSING, PASS_UNKNOWN

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that look alike on paper
MOST_UPLOADS, MOST_PASSES = 20, 20_000


def new_code(groups: int = 4) -> str:
    """Four times four signs: 78 bits, that one can read out."""
    return "-".join("".join(secrets.choice(LETTERS) for _sign in range(4)) for _group in range(groups))


def code_hash(survey: Survey, code: str) -> str:
    plain = "".join(sign for sign in code.upper() if sign in LETTERS)
    return hashlib.sha256(f"{survey.secret}:{plain}".encode()).hexdigest()


def person_key(survey: Survey, person: Any) -> str | None:
    """The pseudonym of a person in one survey: the same each time, different in every survey, and no way back to her."""
    if survey.who != PSEUDONYMOUS or not person.is_authenticated:
        return None
    return salted_hmac(f"beffroi.surveys.{survey.secret}", str(person.pk), secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


@transaction.atomic
def begin(*, survey: Survey, person: Any, at: datetime, seed: int = 0, code: str = "") -> tuple[Response, str]:
    """A new draft, and the code that leads back to it. `code`: the one handed out by the town, where it is asked for."""
    require(rules.may_answer(person, survey, at))
    trial = rules.is_trial(person, survey, at)
    if survey.who == VERIFIED and not trial:
        _use(survey, code, at)
    key = None if trial else person_key(survey, person)
    if key and (mine := Response.objects.filter(survey=survey, person_key=key).first()):
        return mine, ""
    receipt = new_code()
    response = Response.objects.create(
        survey=survey,
        code_hash=code_hash(survey, receipt),
        person_key=key,
        seed=seed or secrets.randbelow(2**31 - 1) + 1,
        origin=Response.TRIAL if trial else _origin(person),
        started_at=at,
        saved_at=at,
    )
    return response, receipt


@transaction.atomic
def hand_out(*, survey: Survey, person: Any, count: int) -> list[str]:
    """Codes for letters: shown once, kept only as hashes."""
    require(rules.may_edit(person, survey))
    codes = [new_code(3) for _number in range(min(max(count, 1), MOST_PASSES))]
    Pass.objects.bulk_create([Pass(survey=survey, code_hash=code_hash(survey, code)) for code in codes], batch_size=500)
    return codes


def _origin(person: Any) -> str:
    return Response.DESK if getattr(person, "came_by", "") else Response.WEB


def _use(survey: Survey, code: str, at: datetime) -> None:
    """An UPDATE that must touch exactly one row: two people with one code do not both come in."""
    plain = code_hash(survey, code)
    if not Pass.objects.filter(survey=survey, code_hash=plain, used_on=None).update(used_on=at.date()):
        raise Refused(Refusal("code", PASS_UNKNOWN))


def save_page(*, survey: Survey, response: Response, values: Values, person: Any, at: datetime) -> Response:
    """Keep what was written on a page; `values` has every question that the page asked, None where nothing was said."""
    with files_in_place(values) as said:
        return _save_page(survey, response, said, person, at)


@transaction.atomic
def _save_page(survey: Survey, response: Response, values: Values, person: Any, at: datetime) -> Response:
    require(rules.may_answer(person, survey, at))
    row = Response.objects.select_for_update().get(pk=response.pk)
    draft = dict(written(row))
    for key, value in keep_files(response=row, values=values, at=at).items():
        if value is None:
            draft.pop(key, None)
        else:
            draft[key] = value
    row.draft, row.saved_at = draft, at
    row.save(update_fields=["draft", "saved_at"])
    return row


def written(response: Response) -> Values:
    """What its author sees: the draft, or what was sent."""
    return response.answers if response.draft is None else response.draft


@contextmanager
def files_in_place(values: Values) -> Iterator[Values]:
    """Files go where files are before the transaction, which must not wait for them; gone again if it does not succeed."""
    paths: list[str] = []

    def place(value: Any) -> Any:
        if not isinstance(value, Sent):
            return value
        word = secrets.token_hex(16)
        paths.append(stored.keep(f"surveys/{word[:2]}/{word[2:]}.{value.extension}", value.content))
        return replace(value, path=paths[-1])

    try:
        yield {key: place(value) for key, value in values.items()}
    except BaseException:
        stored.drop(paths)
        raise


@transaction.atomic
def keep_files(*, response: Response, values: Values, at: datetime) -> Values:
    """The same values, with files that were sent kept and named."""
    return {key: _keep(response, int(key), value, at) if isinstance(value, Sent) else value for key, value in values.items()}


def _keep(response: Response, question: int, sent: Sent, at: datetime) -> dict[str, Any]:
    """The file, in its place under a name that nobody guesses, where no public address leads."""
    if response.uploads.count() >= MOST_UPLOADS:
        response.uploads.filter(question=question).order_by("pk")[:1].get().delete()
    upload = Upload.objects.create(
        response=response,
        question_id=question,
        name=sent.name,
        file=sent.path,
        content_type=sent.content_type,
        size=len(sent.content),
        at=at,
    )
    return {"file": upload.pk, "name": sent.name}


@transaction.atomic
def send(*, survey: Survey, response: Response, person: Any, at: datetime) -> Response:
    """The draft becomes what counts. Refused if something that is asked is missing."""
    Survey.objects.select_for_update().get(pk=survey.pk)
    survey = Survey.objects.select_related("component__process").get(pk=survey.pk)
    row = Response.objects.select_for_update().get(pk=response.pk)
    require(rules.may_send(person, survey, row, at))
    row = _once(survey, row, person)
    form = definition(survey)
    values = form.counted(written(row))
    if form.missing(values):
        raise Refused(Refusal("missing", MISSING))
    return put(survey=survey, form=form, response=row, values=values, at=at)


def _once(survey: Survey, draft: Response, person: Any) -> Response:
    """Where each person answers once, answers given earlier elsewhere are replaced by these."""
    key = None if draft.origin == Response.TRIAL else person_key(survey, person)
    if key is None or draft.person_key == key:
        return draft
    if draft.person_key:
        raise Refused(Refusal("other", MISSING))
    earlier = Response.objects.select_for_update().filter(survey=survey, person_key=key).first()
    if earlier is None:
        draft.person_key = key
        return draft
    require(rules.may_send(person, survey, earlier, draft.saved_at))
    code, earlier.draft, earlier.seed = draft.code_hash, draft.draft, draft.seed
    draft.uploads.update(response=earlier)
    draft.delete()
    earlier.code_hash = code
    return earlier


@transaction.atomic
def put(*, survey: Survey, form: Definition, response: Response, values: Values, at: datetime) -> Response:
    """These values are the response now: in the figures, among the texts."""
    before, was_sent = response.answers, response.is_sent
    response.answers, response.draft, response.state = values, None, Response.SENT
    response.saved_at, response.sent_at = at, response.sent_at or at
    response.edits += was_sent
    response.save(update_fields=["answers", "draft", "state", "saved_at", "sent_at", "edits", "person_key", "code_hash", "seed"])
    if response.origin == Response.TRIAL:
        return response
    fresh = 0 if was_sent else 1
    paper = fresh if response.origin == Response.PAPER else 0
    count(survey=survey, form=form, before=before if was_sent else {}, after=values, by=fresh, paper=paper, at=at)
    keep_texts(response=response, form=form)
    if fresh and survey.component:
        count_contributions(process_id=survey.component.process_id, by=1)
    record(SurveyAnswered(survey_id=survey.pk))
    return response


@transaction.atomic
def take_back(*, survey: Survey, response: Response, at: datetime) -> None:
    """The person takes her answers back, or the team takes out a sheet that was keyed in wrongly: nothing of it stays."""
    row = Response.objects.select_for_update().get(pk=response.pk)
    if row.is_sent and row.origin != Response.TRIAL:
        paper = -1 if row.origin == Response.PAPER else 0
        count(survey=survey, form=definition(survey), before=row.answers, after={}, by=-1, paper=paper, at=at)
        if survey.component:
            count_contributions(process_id=survey.component.process_id, by=-1)
        record(SurveyAnswered(survey_id=survey.pk))
    forget_files(uploads=list(row.uploads.all()))
    row.delete()


def forget_files(*, uploads: list[Upload]) -> None:
    """Once the rows are gone for good, so are the files."""
    transaction.on_commit(partial(stored.drop, [upload.file for upload in uploads]))


@transaction.atomic
def follow_count(*, survey_id: int, by: int) -> None:
    Survey.objects.filter(pk=survey_id).update(follows_count=F("follows_count") + by, version=F("version") + 1)


def find(survey: Survey, code: str) -> Response | None:
    """The response of a receipt code."""
    return Response.objects.filter(survey=survey, code_hash=code_hash(survey, code)).first() if code else None


def find_of(survey: Survey, person: Any) -> Response | None:
    """The response of a signed-in person, where each answers once."""
    key = person_key(survey, person)
    return Response.objects.filter(survey=survey, person_key=key).first() if key else None
