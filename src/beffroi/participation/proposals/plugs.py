from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Account, Voice
from beffroi.ground.people.types import GuestAct, VoicePage, guest_acts, voice_pages
from beffroi.ground.places.models import District
from beffroi.ground.places.queries import district_at
from beffroi.ground.places.types import MapPoint, map_layers
from beffroi.kernel.rules import Refusal, Refused
from beffroi.kernel.subjects import Card, subject_kinds
from beffroi.participation.proposals.actions import propose
from beffroi.participation.proposals.actions.texts import address
from beffroi.participation.proposals.models import Author, Proposal
from beffroi.participation.spaces.models import Component


def publish(person: Account, data: dict, at: datetime) -> str:
    """What a visitor wrote, now that she said who she is."""
    component = Component.objects.select_related("process").filter(pk=data["component"], kind="proposal").first()
    if component is None:
        raise Refused(Refusal("gone", _("This page no longer exists.")))
    fields = {name: data[name] for name in ("title", "text", "topic", "place", "longitude", "latitude") if name in data}
    if data.get("image"):
        fields["image"] = Image.objects.filter(pk=data["image"]).first()
    fields["district"] = _district(data)
    return address(propose(component=component, person=person, fields=fields, at=at))


def _district(data: dict) -> District | None:
    if data.get("longitude") is None or data.get("latitude") is None:
        return None
    return district_at(data["longitude"], data["latitude"])


guest_acts.register(GuestAct(kind="proposals:publish", label=_("publish a proposal"), perform=publish))


def kind(name: str, label: Any, sentence: Any, group: str = "own") -> None:
    """A notification whose lazy sentence takes its places from the params."""

    def said(params: dict[str, Any], language: str) -> str:
        with override(language):
            return str(sentence) % params

    notification_kinds.register(NotificationKind(f"proposals:{name}", label, said, group))


def amendment_answered(params: dict[str, Any], language: str) -> str:
    with override(language):
        if params["accepted"]:
            return gettext("The authors of “%(title)s” took up your change: you sign it too.") % params
        return gettext("The authors of “%(title)s” did not take up your change.") % params


kind("answered", _("Answer to my proposal"), _("The town answered your proposal “%(title)s”: %(state)s."))
kind("answered-supported", _("Answer to a proposal that I support"), _("The town answered “%(title)s”: %(state)s."), "followed")
kind("threshold", _("My proposal reached its threshold"), _("“%(title)s” has reached %(threshold)d supports."))
kind("invited", _("I am invited to sign a proposal"), _("%(name)s invites you to sign “%(title)s”."))
kind("signed", _("Somebody signs my proposal"), _("%(name)s now signs “%(title)s” with you."))
kind("amended", _("Somebody suggests a change to my proposal"), _("%(name)s suggests a change to “%(title)s”."))
kind("merged", _("A proposal of mine, or that I support, was merged"), _("“%(title)s” was merged into “%(target)s”. Your name and your support are there; you may take them back."))
kind("split", _("A proposal of mine, or that I support, was split"), _("“%(title)s” was split into several. Your support stays on its page: give it again to those that you want."))
kind("to-study", _("A proposal to study"), _("A proposal waits for your opinion: “%(title)s”."), "team")
notification_kinds.register(NotificationKind("proposals:amendment-answered", _("Answer to a change that I suggested"), amendment_answered))


class ProposalLayer:
    """Proposals on the town's map."""

    kind = "proposal"
    label = _("Proposals")

    def points(self, limit: int) -> list[MapPoint]:
        rows = Proposal.objects.listed().filter(component__published_at__isnull=False, component__process__published_at__isnull=False)
        rows = rows.filter(component__process__archived_at=None).exclude(longitude=None).exclude(latitude=None)
        found = rows.select_related("component__process").order_by("-published_at")[:limit]
        return [MapPoint(row.longitude, row.latitude, row.title, address(row), row.place, self.kind) for row in found]


map_layers.register(ProposalLayer())


def of_voice(voice: Voice, at: datetime, limit: int) -> Iterable[Card]:
    """What she proposed in public, the latest first."""
    ids = Author.objects.filter(voice=voice, state=Author.SIGNED, proposal__in_list=True).order_by("-proposal__published_at")
    numbers = list(ids.values_list("proposal_id", flat=True)[:limit])
    known = subject_kinds["proposal"].cards(numbers)
    return [known[number] for number in numbers if number in known and known[number].is_public]


voice_pages.register(VoicePage(kind="proposal", label=_("Proposals"), cards=of_voice, order=10))
