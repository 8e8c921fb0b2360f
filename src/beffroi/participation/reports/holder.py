"""Personal data of reports."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beffroi.commons.privacy.types import ExportFile, PersonalData, not_personal, personal_data
from beffroi.ground.people.models import Account
from beffroi.participation.reports.actions import forget_author
from beffroi.participation.reports.actions.alerts import forget_alerts, forget_reporters, forget_stale
from beffroi.participation.reports.models import Alert, Photo, Questionnaire, Report, Update


def kept_of(account: Account) -> Iterator[dict[str, Any] | ExportFile]:
    """Everything that she reported, said of reports, and asked to hear."""
    for alert in Alert.objects.filter(email=account.email or "-"):
        yield {gettext("Alert around"): alert.place, gettext("Within (metres)"): alert.metres, gettext("Since"): alert.confirmed_at}
    voice = getattr(account, "voice", None)
    if voice is None:
        return
    for row in Report.objects.filter(voice=voice).select_related("category").order_by("pk").iterator():
        yield {
            gettext("Report"): row.title, gettext("Category"): str(row.category), gettext("Text"): row.text, gettext("Place"): row.place, gettext("Longitude"): row.longitude,
            gettext("Latitude"): row.latitude, gettext("Reported on"): row.opened_at, gettext("State"): row.state_said, gettext("Address elsewhere"): row.origin_address,
        }  # fmt: skip
    for update in Update.objects.filter(voice=voice).select_related("report").order_by("pk").iterator():
        yield {gettext("You wrote about the report"): update.report.title, gettext("Text"): update.text, gettext("On"): update.at}
    for photo in Photo.objects.filter(report__voice=voice, told_in=None).select_related("image"):
        if photo.image.file:
            yield ExportFile(name=f"report-{photo.report_id}-{photo.pk}.webp", path=str(photo.image.file.name))
    for asked in Questionnaire.objects.filter(report__voice=voice).exclude(answered_at=None).select_related("report"):
        yield {
            gettext("Is it repaired?"): str(asked.get_repaired_display()),
            gettext("About"): asked.report.title,
            gettext("On"): asked.answered_at,
        }


def erase(account: Account, at: datetime) -> None:
    forget_alerts(email=account.email or "")
    voice = getattr(account, "voice", None)
    if voice is not None:
        forget_author(voice=voice)


def forget(at: datetime) -> None:
    forget_stale(at=at)
    forget_reporters(before=at - timedelta(days=settings.REPORTERS_KEPT_DAYS))


personal_data.register(
    PersonalData(
        kind="reports",
        label=_("Reports and suggestions on the map"),
        purpose=_("Repairing what is reported, saying what became of it, and hearing of what is reported nearby."),
        data=_("Texts, places, pictures, answers, e-mail addresses and telephone numbers (sealed), dates."),
        retention=_(
            "Reports stay, without a name once the person has left. E-mail addresses and telephone numbers of authors go a year after the end of"
            " the report, unless the site says otherwise. Alerts go with the account, or with one click. Codes go after a day."
        ),
        export=kept_of,
        erase=erase,
        forget=forget,
        fields=(
            "reports.Report.voice",
            "reports.Report.reporter",
            "reports.Report.origin_address",
            "reports.Report.assignee",
            "reports.Update.voice",
            "reports.Update.reporter",
            "reports.Update.by",
            "reports.Alert.email",
            "reports.PhoneCode.phone",
            "reports.PhoneCode.data",
            "reports.Stop.account",
            "reports.Service.team",
            "reports.Service_team.account",
        ),
    )
)
not_personal("reports.Attribute.stop_phone", "the number of an emergency service")
not_personal("reports.Category.stop_phone", "the number of an emergency service")
not_personal("reports.Service.email", "the address of a service")
