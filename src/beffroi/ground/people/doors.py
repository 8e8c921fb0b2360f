"""Coming in and staying in: what the session says of who is there, and how surely.

allauth keeps in the session how somebody was recognised (`get_authentication_records`); its stages ask for the
second factor between the first one and the sign-in.
"""

import time
from datetime import datetime, timedelta

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from beffroi.ground.people.actions.sessions import note_seen
from beffroi.ground.people.models import Account

FRESH = timedelta(minutes=10)
BACKEND = "beffroi.ground.people.backends.PeopleBackend"


def enter(request: HttpRequest, account: Account, *, method: str, next: str = "") -> HttpResponse:
    """Sign this browser in, through the second factor if the account has one; leads to `next`."""
    account.backend = BACKEND  # type: ignore[attr-defined]
    # Somebody who just came in by this door has confirmed who she is: no second question within ten minutes.
    record_authentication(request, account, method=method, reauthenticated=True)
    return perform_login(request, Login(user=account, email_verification="none", redirect_url=next or reverse("people:home")))


def has_two_factors(request: HttpRequest) -> bool:
    """Whether this session came in with a second factor. A code sent by e-mail is none: it is the first one again."""
    if not request.session.session_key or not request.user.is_authenticated:
        return False
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person showed who she is within the last ten minutes."""
    since = time.time() - FRESH.total_seconds()
    records = get_authentication_records(request, request.user)
    return any((record.get("reauthenticated") or record.get("method") == "mfa") and record.get("at", 0) > since for record in records)


def confirm_again(request: HttpRequest, *, method: str) -> None:
    """She showed once more who she is."""
    record_authentication(request, request.user, method=method, reauthenticated=True)


def must_be_fresh(request: HttpRequest) -> HttpResponse | None:
    """Where to go to confirm who one is, if that was too long ago."""
    if is_fresh(request):
        return None
    back = request.get_full_path() if request.method == "GET" else request.path
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")


def keep_alive(request: HttpRequest, *, at: datetime) -> None:
    """Once a day, note that the session and its account are in use, so that what sleeps can be forgotten by rule."""
    session = request.session
    if "_auth_user_id" not in session:
        return
    seen = session.get("seen_at")
    if seen and at - datetime.fromisoformat(seen) < timedelta(days=1):
        return
    session["seen_at"] = at.isoformat()
    note_seen(account_id=int(session["_auth_user_id"]), at=at)


def next_of(request: HttpRequest) -> str:
    """The page to go to afterwards, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wanted if safe and wanted.startswith("/") else ""


def visitor_key(request: HttpRequest) -> str:
    """Counts tries from one address without keeping the address."""
    return salted_hmac("beffroi.people.visitor", request.META.get("REMOTE_ADDR", ""), secret=settings.SECRET_KEY).hexdigest()[:32]


def site_of(request: HttpRequest) -> str:
    """The public address of the site, for links in mails."""
    return settings.BASE_URL or f"{request.scheme}://{request.get_host()}"
