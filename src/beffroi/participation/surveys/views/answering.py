"""Answering, page by page. Nothing is kept before the first page is sent; then one cookie, or the account, leads back to it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beffroi.ground.people import guests
from beffroi.ground.people.doors import visitor_key
from beffroi.kernel import clock, limits
from beffroi.kernel.rules import Refused, require
from beffroi.participation.spaces.rules import until
from beffroi.participation.surveys import rules
from beffroi.participation.surveys.access import survey_view
from beffroi.participation.surveys.actions import answering
from beffroi.participation.surveys.definition import Definition, Values, definition
from beffroi.participation.surveys.forms import CodeForm, PageForm
from beffroi.participation.surveys.kinds import kinds
from beffroi.participation.surveys.models import VERIFIED, Response, Survey
from beffroi.participation.surveys.views.public import frame, town_url

COOKIE_DAYS = 90
PER_HOUR, HOUR = 200, timedelta(hours=1)  # a school answers from one address
PER_MINUTE, MINUTE = 120, timedelta(minutes=1)
TRIES, AN_HOUR = 20, timedelta(hours=1)


def cookie_name(survey: Survey) -> str:
    return f"enquete-{survey.pk}"


def code_of(request: HttpRequest, survey: Survey) -> str:
    return request.COOKIES.get(cookie_name(survey), "")[:40]


def mine(request: HttpRequest, survey: Survey) -> Response | None:
    """The response of whoever is here: of the account where each answers once, else of the code in this browser."""
    person = request.person  # type: ignore[attr-defined]
    own = answering.find_of(survey, person)
    if own is not None:
        return own
    found = answering.find(survey, code_of(request, survey))
    # A response that somebody else sent under her account is not this person's, whatever this browser kept.
    if found is not None and found.person_key and found.person_key != answering.person_key(survey, person):
        return None
    # What the team tried before the opening is no answer afterwards.
    if found is not None and found.origin == Response.TRIAL and not rules.is_trial(person, survey, clock.now()):
        return None
    return found


def remember(request: HttpRequest, response: HttpResponse, survey: Survey, code: str) -> HttpResponse:
    if code:
        response.set_cookie(
            cookie_name(survey),
            code,
            max_age=COOKIE_DAYS * 86400,
            path=f"/enquetes/{survey.pk}/",
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response


@survey_view
@never_cache
def start(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Where one is: the first page, or the one after the last that was written. Asks for the town's code where there is one."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    if refusal := rules.may_answer(person, survey, at):
        return render(request, "surveys/refused.html", {**frame(survey), "refusal": refusal}, status=403)
    row, form = mine(request, survey), definition(survey)
    if row is None and survey.who == VERIFIED and not rules.is_trial(person, survey, at):
        return _ask_code(request, survey)
    if row is not None and row.is_sent and not (survey.may_change and "modifier" in request.GET):
        # The receipt asks whether one changes one's answers, or whether somebody else sits at this device now.
        return redirect(town_url("thanks", survey))
    if not form.questions:
        raise Http404
    values = answering.written(row) if row else {}
    path = form.path(values)
    if not path.steps:
        raise Http404
    first = path.steps[0].page
    if row is not None and not row.is_sent and (missing := form.missing(values)):
        first = missing[0].page_id
    return redirect(town_url("page", survey, first))


def _ask_code(request: HttpRequest, survey: Survey) -> HttpResponse:
    """The code of the letter opens one response."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at, person = clock.now(), request.person  # type: ignore[attr-defined]
        require(limits.must_be_within("survey-pass", visitor_key(request), most=TRIES, per=AN_HOUR, at=at))
        try:
            _row, code = answering.begin(survey=survey, person=person, at=at, code=form.cleaned_data["code"])
        except Refused as refused:
            form.add_error("code", str(refused.refusal))
        else:
            return remember(request, redirect(town_url("answer", survey)), survey, code)
    return render(request, "surveys/code.html", {**frame(survey), "form": form}, status=422 if form.errors else 200)


@survey_view
@never_cache
def page(request: HttpRequest, survey: Survey, page: int) -> HttpResponse:
    """One page of questions. Its buttons: go on, go back, go on later, send."""
    at, person, form = clock.now(), request.person, definition(survey)  # type: ignore[attr-defined]
    if refusal := rules.may_answer(person, survey, at):
        return render(request, "surveys/refused.html", {**frame(survey), "refusal": refusal}, status=403)
    row = mine(request, survey)
    if row is None and survey.who == VERIFIED and not rules.is_trial(person, survey, at):
        return redirect(town_url("answer", survey))
    if row is not None and row.is_sent and not survey.may_change:
        return redirect(town_url("thanks", survey))
    values = answering.written(row) if row else {}
    asked = form.path(values).asked_on(page)
    if page not in {one.pk for one in form.pages}:
        raise Http404
    if not asked and page not in {step.page for step in form.path(values).steps}:
        return redirect(town_url("answer", survey))
    seed = row.seed if row else _seed(request)
    if request.method != "POST":
        return _show(request, survey, form, page, PageForm(form, asked, values, seed=seed), values, row, seed)
    needed = "next" in request.POST or "send" in request.POST
    filled = PageForm(form, asked, values, request.POST, request.FILES, seed=seed, needed=needed)
    filled.full_clean()
    if row is None:
        require(limits.must_be_within("survey-begin", visitor_key(request), most=PER_HOUR, per=HOUR, at=at))
    row, code = _kept(request, survey, row, filled.values(), seed)
    if filled.errors and "back" not in request.POST:
        return remember(request, _show(request, survey, form, page, filled, values, row, seed, status=422), survey, code)
    return remember(request, _go(request, survey, form, page, row, asked), survey, code)


def _kept(request: HttpRequest, survey: Survey, row: Response | None, values: Values, seed: int) -> tuple[Response, str]:
    """Keep what was written, in a new response if there is none yet."""
    at, person, code = clock.now(), request.person, ""  # type: ignore[attr-defined]
    if row is None:
        row, code = answering.begin(survey=survey, person=person, at=at, seed=seed)
    return answering.save_page(survey=survey, response=row, values=values, person=person, at=at), code


def _go(request: HttpRequest, survey: Survey, form: Definition, page: int, row: Response, asked: tuple[int, ...]) -> HttpResponse:
    """Where the button leads."""
    path = form.path(answering.written(row))
    if "back" in request.POST:
        return redirect(town_url("page", survey, path.before(page) or path.steps[0].page))
    if "later" in request.POST:
        return redirect(town_url("later", survey))
    if set(path.asked_on(page)) - set(asked):
        messages.info(request, _("Your answer brings one more question on this page."))
        return redirect(town_url("page", survey, page))
    after = path.after(page)
    if after is not None:
        return redirect(town_url("page", survey, after))
    return redirect(town_url("check", survey))


def _show(
    request: HttpRequest,
    survey: Survey,
    form: Definition,
    page: int,
    filled: PageForm,
    values: Values,
    row: Response | None,
    seed: int,
    status: int = 200,
) -> HttpResponse:
    path = form.path(values)
    pages = [step.page for step in path.steps]
    leaf = next(one for one in form.pages if one.pk == page)
    place = pages.index(page) + 1 if page in pages else 1
    context = {
        **frame(survey),
        "page": leaf,
        "form": filled,
        "seed": seed,
        "place": place,
        "total": len(pages),
        "percent": round(100 * (place - 1) / len(pages)) if pages else 0,
        "has_back": path.before(page) is not None,
        "is_last": path.after(page) is None,
        "may_branch": bool(form.tested & set(filled.asked)),
        "is_trial": rules.is_trial(request.person, survey, clock.now()),  # type: ignore[attr-defined]
        "autosave_url": town_url("autosave", survey, page),
    }
    return render(request, "surveys/page.html", context, status=status)


def _seed(request: HttpRequest) -> int:
    """The order of shuffled options until there is a response: the page carries it."""
    given = request.POST.get("seed", "")
    if given.isascii() and given.isdecimal() and 0 < len(given) <= 10 and 0 < int(given) < 2**31:
        return int(given)
    return int(clock.now().timestamp() * 1000) % (2**31 - 1) + 1


@survey_view
@never_cache
@require_POST
def autosave(request: HttpRequest, survey: Survey, page: int) -> HttpResponse:
    """In the background, while one writes: keeps what is right so far, and says which questions the page asks now."""
    form, row, at, person = definition(survey), mine(request, survey), clock.now(), request.person  # type: ignore[attr-defined]
    refusal = rules.may_answer(person, survey, at)
    if refusal or (row is None and survey.who == VERIFIED) or (row is not None and row.is_sent and not survey.may_change):
        return JsonResponse({"kept": False}, status=409)
    if row is None:
        require(limits.must_be_within("survey-begin", visitor_key(request), most=PER_HOUR, per=HOUR, at=at))
    else:
        require(limits.must_be_within("survey-autosave", row.pk, most=PER_MINUTE, per=MINUTE, at=at))
    values, seed = (answering.written(row), row.seed) if row else ({}, _seed(request))
    asked = tuple(pk for pk in form.path(values).asked_on(page) if kinds[form.questions[pk].kind].kind != "file")
    filled = PageForm(form, asked, values, request.POST, seed=seed, needed=False)
    filled.full_clean()
    row, code = _kept(request, survey, row, filled.values(), seed)
    asks = [f"q{pk}" for pk in form.path(answering.written(row)).asked_on(page)]
    return remember(request, JsonResponse({"kept": True, "asks": asks}), survey, code)


@survey_view
@never_cache
def check(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Everything that was said, before it is sent."""
    at, person, form, row = clock.now(), request.person, definition(survey), mine(request, survey)  # type: ignore[attr-defined]
    if row is None:
        return redirect(town_url("answer", survey))
    if request.method == "POST":
        return _send(request, survey, row)
    values = form.counted(answering.written(row))
    missing = form.missing(values)
    refusal = rules.may_send(person, survey, row, at)
    context = {
        **frame(survey),
        "sections": said(form, values, survey),
        "missing": [{"text": one.text, "url": town_url("page", survey, one.page_id) + f"#id_q{one.pk}"} for one in missing],
        "refusal": refusal if refusal and refusal.code != "anonymous" else None,
        "asks_who": bool(refusal and refusal.code == "anonymous"),
        "is_change": row.is_sent,
        "back_url": town_url("page", survey, form.path(values).steps[-1].page),
    }
    return render(request, "surveys/check.html", context)


def said(form: Definition, values: Values, survey: Survey) -> list[dict[str, Any]]:
    """Question and answer in words, page by page, with the way to change them."""
    found = []
    for step in form.path(values).steps:
        leaf = next(one for one in form.pages if one.pk == step.page)
        lines = [
            {"question": form.questions[pk].text, "answer": kinds[form.questions[pk].kind].say(form.questions[pk], values[str(pk)]) if str(pk) in values else ""}
            for pk in step.asked
        ]  # fmt: skip
        found.append({"title": leaf.title, "lines": lines, "url": town_url("page", survey, leaf.pk)})
    return found


def _send(request: HttpRequest, survey: Survey, row: Response) -> HttpResponse:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    refusal = rules.may_send(person, survey, row, at)
    if refusal and refusal.code == "anonymous":
        return guests.act(request, "surveys:send", {"survey": survey.pk, "code": code_of(request, survey)})
    try:
        answering.send(survey=survey, response=row, person=person, at=at)
    except Refused as refused:
        if refused.refusal.code == "missing":
            messages.error(request, str(refused.refusal))
            return redirect(town_url("check", survey))
        return render(request, "surveys/refused.html", {**frame(survey), "refusal": refused.refusal}, status=403)
    return redirect(town_url("thanks", survey))


@survey_view
@never_cache
def thanks(request: HttpRequest, survey: Survey) -> HttpResponse:
    """The receipt: when, under which code, until when it can be changed."""
    at, row, form = clock.now(), mine(request, survey), definition(survey)
    if row is None or not row.is_sent:
        return redirect(town_url("answer", survey))
    end = rules.end_of(survey, at)
    context = {
        **frame(survey),
        "response": row,
        "code": code_of(request, survey) if answering.find(survey, code_of(request, survey)) else "",
        "may_change": survey.may_change and rules.is_open(survey, at),
        "until": until(end) if end else "",
        "sections": said(form, row.answers, survey),
        "is_pending": row.draft is not None,
        "is_trial": row.origin == Response.TRIAL,
        "results_refusal": rules.may_see_results(request.person, survey, at),  # type: ignore[attr-defined]
    }
    return render(request, "surveys/thanks.html", context)


@survey_view
@never_cache
def later(request: HttpRequest, survey: Survey) -> HttpResponse:
    """What is written is kept: how to come back to it."""
    row = mine(request, survey)
    if row is None:
        return redirect(town_url("answer", survey))
    end = rules.end_of(survey, clock.now())
    context = {**frame(survey), "code": code_of(request, survey), "until": until(end) if end else "", "by_account": bool(row.person_key)}
    return render(request, "surveys/later.html", context)


@survey_view
@never_cache
def resume(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Come back with a receipt code, from any device."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        require(limits.must_be_within("survey-resume", visitor_key(request), most=TRIES, per=AN_HOUR, at=clock.now()))
        code = form.cleaned_data["code"].upper()
        row = answering.find(survey, code)
        if row is None or row.person_key:
            form.add_error("code", _("No answers are kept under this code. Check each sign; if you answered with your account, sign in."))
        else:
            return remember(request, redirect(town_url("thanks" if row.is_sent else "answer", survey)), survey, code)
    return render(request, "surveys/resume.html", {**frame(survey), "form": form}, status=422 if form.errors else 200)


@survey_view
@never_cache
@require_POST
def another(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Somebody else answers on this device: it forgets the code of the one before."""
    response = redirect(town_url("answer", survey))
    response.delete_cookie(cookie_name(survey), path=f"/enquetes/{survey.pk}/", samesite="Lax")
    return response


@survey_view
@never_cache
def take_back(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Take one's answers back for good, while the survey is open."""
    row = mine(request, survey)
    if row is None:
        return redirect(frame(survey)["survey_url"])
    refusal = rules.may_answer(request.person, survey, clock.now())  # type: ignore[attr-defined]
    if request.method == "POST":
        require(refusal)
        answering.take_back(survey=survey, response=row, at=clock.now())
        messages.success(request, _("Your answers are gone. Nothing of them is kept."))
        response = redirect(frame(survey)["survey_url"])
        response.delete_cookie(cookie_name(survey), path=f"/enquetes/{survey.pk}/", samesite="Lax")
        return response
    return render(request, "surveys/take_back.html", {**frame(survey), "refusal": refusal})
