"""The team's pages about people: search, roles, acting for somebody. Whoever reads personal data is written down."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.people import actions, readings
from beffroi.ground.people.access import team
from beffroi.ground.people.forms import AddressForm, ReasonForm, RegisterForm, RoleForm, SearchForm
from beffroi.ground.people.models import Account, Grant, Reading, Representation
from beffroi.ground.people.representations import KEY
from beffroi.ground.people.rights import ADMINISTRATOR, CITIZEN, ROLES
from beffroi.ground.people.rules import may_take_role, must_be_representable, must_have_right
from beffroi.kernel import clock, paging
from beffroi.kernel.rules import Refused

MOST = 20


@team("people:account:see")
def index(request: HttpRequest) -> HttpResponse:
    """The members of the team, and a search among everybody."""
    at, found, form = clock.now(), None, SearchForm(request.GET or None)
    if request.GET.get("q") and form.is_valid():
        text = form.cleaned_data["q"].strip()
        by = Q(email=text.lower()) if "@" in text else Q(voice__name__icontains=text)
        found = list(Account.objects.filter(by, erased_at=None).select_related("voice").order_by("voice__name", "pk")[:MOST])
        if "@" in text and found:
            readings.note(reader=request.user, what="search", at=at, accounts=found)
    grants = Grant.objects.current().exclude(role=CITIZEN).filter(account__is_active=True).select_related("account__voice")
    members: dict[int, dict] = {}
    for grant in grants.order_by("account__voice__name", "account_id", "role"):
        member = members.setdefault(grant.account_id, {"account": grant.account, "roles": []})
        member["roles"].append({"label": ROLES.get(grant.role, grant.role), "until": grant.until})
    may_register = must_have_right(request.user, "people:person:represent") is None
    context = {
        "form": form if request.GET.get("q") else SearchForm(),
        "found": found,
        "members": list(members.values()),
        "may_register": may_register,
    }
    return render(request, "people/team_index.html", context)


@team("people:account:see")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: name, address, roles, who read her data, who acted for her."""
    at = clock.now()
    account = get_object_or_404(Account.objects.select_related("voice__avatar"), pk=pk, erased_at=None)
    if account.pk != request.user.pk:
        readings.note(reader=request.user, what="person", at=at, accounts=[account])
    return render(request, "people/team_person.html", _person(request, account, at))


def _person(request: HttpRequest, account: Account, at: datetime, **forms) -> dict:
    may_give = must_have_right(request.user, "people:role:give") is None
    grants = [
        {
            "role": grant.role,
            "label": ROLES.get(grant.role, grant.role),
            "until": grant.until,
            "granted_at": grant.granted_at,
            "refusal": may_take_role(request.user, account, grant.role) if grant.role == ADMINISTRATOR else None,
        }
        for grant in account.grants.order_by("role")
    ]
    may_represent = must_have_right(request.user, "people:person:represent") is None
    return {
        "account": account,
        "voice": account.voice,
        "grants": grants,
        "may_give": may_give,
        "may_represent": may_represent,
        "representation_refusal": must_be_representable(request.user, account, at) if may_represent else None,
        "role_form": RoleForm(),
        "reason_form": ReasonForm(),
        "address_form": AddressForm(),
        "readings": [
            {"who": row.reader.voice if row.reader_id else None, "what": readings.WHATS.get(row.what, row.what), "at": row.at}
            for row in Reading.objects.filter(account=account).select_related("reader__voice").order_by("-at", "-pk")[:10]
        ],
        "represented": Representation.objects.filter(person=account).select_related("agent__voice").order_by("-started_at", "-pk")[:10],
        **forms,
    }


@team("people:role:give")
@require_POST
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role, perhaps until a day."""
    at, account = clock.now(), get_object_or_404(Account.objects.select_related("voice__avatar"), pk=pk, erased_at=None)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return render(request, "people/team_person.html", _person(request, account, at, role_form=form), status=422)
    day = form.cleaned_data["until"]
    until = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) if day else None
    actions.grant_role(account=account, role=form.cleaned_data["role"], at=at, until=until, by=request.user)
    messages.success(request, _("The role is given."))
    return redirect("people_team:person", pk=pk)


@team("people:role:give")
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role away."""
    account = get_object_or_404(Account, pk=pk, erased_at=None)
    try:
        actions.take_role(account=account, role=request.POST.get("role", ""), at=clock.now(), by=request.user)
    except Refused as error:
        messages.error(request, str(error.refusal))
    else:
        messages.success(request, _("The role is taken away."))
    return redirect("people_team:person", pk=pk)


@team("people:person:represent")
def register(request: HttpRequest) -> HttpResponse:
    """Register a person at the counter, then act for her."""
    form, reason = RegisterForm(request.POST or None), ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and reason.is_valid():
        at = clock.now()
        try:
            account = actions.register_assisted(
                agent=request.user, name=form.cleaned_data["name"], email=form.cleaned_data["email"] or None, at=at
            )
            return _begin(request, account, reason.cleaned_data["reason"], at)
        except ValidationError as error:
            form.add_error(None, error) if not hasattr(error, "error_dict") else form.add_error("email", error.error_dict["email"])
        except Refused as error:
            form.add_error(None, str(error.refusal))
    return render(request, "people/team_register.html", {"form": form, "reason_form": reason})


@team("people:person:represent")
@require_POST
def represent(request: HttpRequest, pk: int) -> HttpResponse:
    """Start acting for a person."""
    at, account = clock.now(), get_object_or_404(Account.objects.select_related("voice__avatar"), pk=pk, erased_at=None)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return render(request, "people/team_person.html", _person(request, account, at, reason_form=form), status=422)
    return _begin(request, account, form.cleaned_data["reason"], at)


def _begin(request: HttpRequest, account: Account, reason: str, at: datetime) -> HttpResponse:
    made = actions.begin_representation(agent=request.user, person=account, reason=reason, at=at)
    request.session[KEY] = made.pk
    messages.success(request, _("You are acting for %(name)s for half an hour.") % {"name": account.voice.display_name})
    return redirect("/")


@team("people:person:represent")
@require_POST
def represent_end(request: HttpRequest) -> HttpResponse:
    """Be oneself again; the page sums up what was done."""
    row = Representation.objects.filter(pk=request.session.pop(KEY, None), agent=request.user).first()
    if row is None:
        return redirect("people_team:representations")
    actions.end_representation(representation=row, at=clock.now())
    return redirect("people_team:representation", pk=row.pk)


@team("people:person:represent")
def representation(request: HttpRequest, pk: int) -> HttpResponse:
    """What was done for somebody: the receipt to print, and the log."""
    rows = Representation.objects.select_related("agent__voice", "person__voice")
    if must_have_right(request.user, "people:role:give"):
        rows = rows.filter(agent=request.user)
    row = get_object_or_404(rows, pk=pk)
    return render(request, "people/team_representation.html", {"row": row, "acts": row.acts.order_by("at", "pk")})


@team("people:person:represent")
def representations(request: HttpRequest) -> HttpResponse:
    """When we acted for others: one's own; all of them for the administrator."""
    rows = Representation.objects.select_related("agent__voice", "person__voice")
    if must_have_right(request.user, "people:role:give"):
        rows = rows.filter(agent=request.user)
    page = paging.page(rows, order=("-started_at", "-pk"), after=request.GET.get("after", ""), size=30)
    return render(request, "people/team_representations.html", {"page": page})


@team("people:account:see")
@require_POST
def address(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the address that a person helped at the counter now has."""
    at, account = clock.now(), get_object_or_404(Account.objects.select_related("voice__avatar"), pk=pk, erased_at=None)
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            actions.attach_email(account=account, email=form.cleaned_data["email"], agent=request.user, at=at)
            messages.success(request, _("The address is noted: with it the person can sign in."))
            return redirect("people_team:person", pk=pk)
        except ValidationError as error:
            form.add_error("email", error.messages[0])
    return render(request, "people/team_person.html", _person(request, account, at, address_form=form), status=422)
