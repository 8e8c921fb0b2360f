"""Another Open311, of a neighbour or a contractor, as we speak to it: hand a report over, ask for its number, hear news.

Servers in the wild answer late, twice, in the other form, or with a page of errors: whatever is no GeoReport is a
`CannotForward` with a sentence, and only a clear refusal is for good. Nobody's name leaves with a report.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from beffroi.ground.media.templatetags.media import picture_url
from beffroi.ground.town.models import Town
from beffroi.kernel import http
from beffroi.participation.open311 import formats, telling
from beffroi.participation.reports import states
from beffroi.participation.reports.actions import stored_address
from beffroi.participation.reports.models import Photo, Report, Service
from beffroi.participation.reports.types import CannotForward, Sent

REFUSED = (400, 401, 403, 404, 405, 410, 413, 415, 422)
LOOK_BACK = timedelta(hours=1)
AT_ONCE = 50


@dataclass(frozen=True)
class Remote:
    """Where it is and how it is spoken to."""

    address: str
    jurisdiction: str = ""
    key: str = ""
    codes: tuple[tuple[str, str], ...] = ()  # our code, theirs

    @classmethod
    def of(cls, service: Service) -> "Remote":
        said = service.settings
        return cls(
            str(said.get("address", "")).rstrip("/"), str(said.get("jurisdiction", "")), str(service.secrets.get("api_key", "")),
            tuple(read_codes(str(said.get("codes", ""))).items()),
        )  # fmt: skip

    def code_of(self, ours: str) -> str:
        return dict(self.codes).get(ours, ours)

    def send(self, report: Report) -> Sent:
        """POST requests. CannotForward tells whether trying again is useful."""
        answer = self._ask("POST", "requests.xml", data=self._fields(report))
        if not answer.ok:
            raise self._refusal(answer)
        row = self._rows(answer, "service_requests")
        if not row:
            raise CannotForward(_("The other service answered without a number."))
        number, token = formats.text(row[0], "service_request_id", 120), formats.text(row[0], "token", 120)
        if not number and not token:
            raise CannotForward(formats.errors_of(answer.content) or _("The other service answered without a number."))
        return Sent(number, "" if number else token)

    def find(self, report: Report, since: datetime) -> str:
        """The number under which it may have arrived, though the answer never came; "" if it is not there.

        The address of our page stands in the description that we send: nobody else's report has it.
        """
        words = {"service_code": self.code_of(report.category.code), "start_date": formats.moment(since - LOOK_BACK)}
        answer = self._ask("GET", "requests.xml", params=words)
        if not answer.ok:
            why = _("Perhaps it arrived already; the other service does not say (%(status)d). Ask it, then try again here.")
            raise CannotForward(why % {"status": answer.status}, for_good=answer.status in REFUSED)
        mark = mark_of(report)
        for row in self._rows(answer, "service_requests"):
            if mark in formats.text(row, "description"):
                return formats.text(row, "service_request_id", 120)
        return ""

    def number_of(self, token: str) -> str:
        """What a token has become; "" while it is a token."""
        answer = self._ask("GET", f"tokens/{quote(token, safe='')}.xml")
        if not answer.ok:
            raise self._refusal(answer)
        return next(
            (found for row in self._rows(answer, "service_requests") if (found := formats.text(row, "service_request_id", 120))), ""
        )

    def updates(self, start: datetime, end: datetime) -> list[dict[str, Any]] | None:
        """News between two moments; None if it does not know this extension."""
        words = {"start_date": formats.moment(start), "end_date": formats.moment(end)}
        answer = self._ask("GET", "servicerequestupdates.xml", params=words)
        if answer.status in (404, 405, 501):
            return None
        if not answer.ok:
            raise self._refusal(answer)
        return self._rows(answer, "service_request_updates")

    def requests(self, numbers: list[str]) -> list[dict[str, Any]]:
        """These reports as they stand there."""
        found: list[dict[str, Any]] = []
        for start in range(0, len(numbers), AT_ONCE):
            some = numbers[start : start + AT_ONCE]
            answer = self._ask("GET", "requests.xml", params={"service_request_id": ",".join(some)})
            if not answer.ok:
                raise self._refusal(answer)
            found += self._rows(answer, "service_requests")
        return found

    def _ask(self, method: str, path: str, *, params: dict[str, Any] | None = None, data: dict[str, Any] | None = None) -> http.Response:
        said = {"jurisdiction_id": self.jurisdiction} if self.jurisdiction else {}
        if method == "GET":
            key = {"api_key": self.key} if self.key and path.startswith("servicerequestupdates") else {}
            return http.get(f"{self.address}/{path}", params={**said, **key, **(params or {})})
        # A redirected POST would be sent as a GET, or twice.
        return http.post(f"{self.address}/{path}", data={**said, "api_key": self.key, **(data or {})}, redirects=0)

    def _rows(self, answer: http.Response, name: str) -> list[dict[str, Any]]:
        try:
            return formats.rows(formats.read(answer.content, answer.content_type), name)
        except formats.Unreadable:
            raise CannotForward(_("The answer of the other service cannot be read.")) from None

    def _refusal(self, answer: http.Response) -> CannotForward:
        said = formats.errors_of(answer.content)
        why = _("The other service answered %(status)d.") % {"status": answer.status}
        return CannotForward(f"{why} {said}".strip()[:400], for_good=answer.status in REFUSED)

    def _fields(self, report: Report) -> dict[str, Any]:
        town = Town.current()
        fields: dict[str, Any] = {
            "service_code": self.code_of(report.category.code),
            "lat": f"{report.latitude:.7f}",
            "long": f"{report.longitude:.7f}",
            "address_string": report.place,
            "description": description_of(report),
            "email": town.email,
            "first_name": str(town)[:80],
            "media_url": self._picture(report),
        }
        private = {one.code for one in report.category.attributes.all() if one.is_private}
        for code, value in report.answers.items():
            if code in private:
                continue
            fields[f"attribute[{code}][]" if isinstance(value, list) else f"attribute[{code}]"] = value
        return {name: value for name, value in fields.items() if value not in ("", None, [])}

    def _picture(self, report: Report) -> str:
        photo = Photo.objects.filter(report=report, told_in=None, hidden_at=None).select_related("image").order_by("position", "pk").first()
        return telling.site_url(picture_url(photo.image, 1280)) if photo else ""


def mark_of(report: Report) -> str:
    """The address of its page: it ends with a stroke, so that 12 is not found in 123."""
    return telling.site_url(stored_address(report))


def description_of(report: Report) -> str:
    """What one reads there: our words, then the address of the page, which must not be cut."""
    words = report.text if report.title in report.text else f"{report.title}\n\n{report.text}".strip()
    mark = mark_of(report)
    return f"{words[: 3990 - len(mark)]}\n\n{mark}"


def read_codes(text: str) -> dict[str, str]:
    """Lines "our code = their code"."""
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line)
    return {ours.strip(): theirs.strip() for ours, theirs in pairs if ours.strip() and theirs.strip()}


def state_here(row: dict[str, Any]) -> str:
    """What their word means here; "" if it says nothing that we know."""
    word = formats.text(row, "status", 60).lower().replace(" ", "_")
    extended = {state.extended.lower(): state.key for state in states.STATES.values()}
    if word == "closed":
        return states.FIXED
    if word in ("open", "reopen", "for_triage"):
        return states.RECEIVED
    found = extended.get(word, "")
    return "" if found == states.DUPLICATE else found
