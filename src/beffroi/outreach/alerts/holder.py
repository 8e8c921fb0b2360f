"""What alerts keep of persons: who asked to be told, and who of the team prepared and issued."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.commons.privacy.types import CONSENT, LEGAL_DUTY, PersonalData, not_personal, personal_data
from beffroi.ground.people.models import Account
from beffroi.outreach.alerts.actions import subscribing
from beffroi.outreach.alerts.models import Alert, Release, RoadEvent, Subscription, Wording


def subscriptions_of(account: Account) -> Any:
    mine = Q(account=account)
    if account.email:
        mine |= Q(way="email", address=account.email)
    return Subscription.objects.filter(mine)


def export_subscriptions(account: Account) -> Iterable[dict[str, Any]]:
    for row in subscriptions_of(account).prefetch_related("districts"):
        yield {
            "way": row.way, "address": row.address, "topics": row.topics, "area": row.area_kind, "place": row.place,
            "districts": [district.name for district in row.districts.all()], "radius": row.radius,
            "asked": row.created_at.isoformat(), "confirmed": row.confirmed_at.isoformat() if row.confirmed_at else "",
            "told": [
                {"release": sending.release.identifier, "state": sending.state, "at": sending.settled_at.isoformat() if sending.settled_at else ""}
                for sending in row.sendings.select_related("release").order_by("pk")
            ],
        }  # fmt: skip


def erase_subscriptions(account: Account, at: datetime) -> None:
    subscribing.stop_all(account=account)


def export_work(account: Account) -> Iterable[dict[str, Any]]:
    for alert in Alert.objects.filter(Q(author=account) | Q(asked_by=account) | Q(issued_by=account)):
        yield {"what": "alert", "headline": alert.headline, "state": alert.state, "prepared": alert.created_at.isoformat()}
    for release in Release.objects.filter(by=account):
        yield {"what": "release", "identifier": release.identifier, "sent": release.sent_at.isoformat()}
    for wording in Wording.objects.filter(approved_by=account):
        yield {"what": "words approved", "hazard": wording.hazard, "at": str(wording.approved_at)}
    for road in RoadEvent.objects.filter(author=account):
        yield {"what": "roadworks", "title": road.title, "written": road.created_at.isoformat()}


def forget(at: datetime) -> None:
    subscribing.forget_unconfirmed(at=at)


personal_data.register(
    PersonalData(
        kind="alert_subscriptions",
        label=_("Subscriptions to alerts"),
        purpose=_("Tell you of dangers and cuts in the place that you chose."),
        retention=_("Until you stop it; three days if you do not confirm."),
        export=export_subscriptions,
        erase=erase_subscriptions,
        fields=(
            "alerts.Subscription.address",
            "alerts.Subscription.keys",
            "alerts.Subscription.place",
            "alerts.Subscription.longitude",
            "alerts.Subscription.latitude",
            "alerts.Subscription.account",
            "alerts.Subscription.waiting",
            "alerts.Subscription.code_hash",
            "alerts.Sending.subscription",
        ),
        data=_("Address or number, place, topics, what was sent"),
        basis=CONSENT,
        forget=forget,
    )
)
personal_data.register(
    PersonalData(
        kind="alerts",
        label=_("Alerts and roadworks"),
        purpose=_("Know who prepared, issued and approved an alert."),
        retention=_("As long as the alert; the name goes with the account."),
        export=export_work,
        fields=(
            "alerts.Alert.author",
            "alerts.Alert.asked_by",
            "alerts.Alert.issued_by",
            "alerts.Release.by",
            "alerts.Pending.asked_by",
            "alerts.Wording.approved_by",
            "alerts.RoadEvent.author",
        ),
        data=_("Author, date, text"),
        basis=LEGAL_DUTY,
    )
)
not_personal("alerts.Alert.address", "the place of the danger")
not_personal("alerts.Alert.contact", "the number of a service")
