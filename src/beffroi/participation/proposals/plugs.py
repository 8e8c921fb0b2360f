from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from beffroi.commons.moderation.types import Context, Whole, contexts
from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.commons.privacy.types import ExportFile, PersonalData, personal_data
from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Account, Voice
from beffroi.ground.people.types import GuestAct, VoicePage, guest_acts, voice_pages
from beffroi.ground.places.models import District
from beffroi.ground.places.queries import district_at
from beffroi.ground.places.types import MapPoint, map_layers
from beffroi.kernel import html
from beffroi.kernel.importers import importers
from beffroi.kernel.routes import mount
from beffroi.kernel.rules import Refusal, Refused
from beffroi.kernel.sitemaps import MOST, SitemapSection, sitemap_sections
from beffroi.kernel.subjects import Card, subject_kinds
from beffroi.participation.proposals.actions import forget_author, propose
from beffroi.participation.proposals.actions.texts import stored_address
from beffroi.participation.proposals.importing.consultation import importer
from beffroi.participation.proposals.models import Amendment, Author, Evaluation, Note, Proposal
from beffroi.participation.proposals.rules import ANSWER, EVALUATE
from beffroi.participation.spaces.models import Component
from beffroi.ui.desk import DeskTask, desk_tasks


def publish(person: Account, data: dict, at: datetime) -> str:
    """What a visitor wrote, now that she said who she is."""
    component = Component.objects.select_related("process").filter(pk=data["component"], kind="proposal").first()
    if component is None:
        raise Refused(Refusal("gone", _("This page no longer exists.")))
    fields = {name: data[name] for name in ("title", "text", "topic", "place", "longitude", "latitude") if name in data}
    if data.get("image"):
        fields["image"] = Image.objects.filter(pk=data["image"]).first()
    fields["district"] = _district(data)
    return stored_address(propose(component=component, person=person, fields=fields, at=at))


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
kind(
    "merged",
    _("A proposal of mine, or that I support, was merged"),
    _("“%(title)s” was merged into “%(target)s”. Your name and your support are there; you may take them back."),
)
kind(
    "split",
    _("A proposal of mine, or that I support, was split"),
    _("“%(title)s” was split into several. Your support stays on its page: give it again to those that you want."),
)
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
        return [MapPoint(row.longitude, row.latitude, row.title, stored_address(row), row.place, self.kind) for row in found]


map_layers.register(ProposalLayer())


def of_voice(voice: Voice, at: datetime, limit: int) -> Iterable[Card]:
    """What she proposed in public, the latest first."""
    ids = Author.objects.filter(voice=voice, state=Author.SIGNED, proposal__in_list=True).order_by("-proposal__published_at")
    numbers = list(ids.values_list("proposal_id", flat=True)[:limit])
    known = subject_kinds["proposal"].cards(numbers)
    return [known[number] for number in numbers if number in known and known[number].is_public]


voice_pages.register(VoicePage(kind="proposal", label=_("Proposals"), cards=of_voice, order=10))


def pages() -> Iterator[tuple[str, datetime | None]]:
    rows = Proposal.objects.listed().filter(component__published_at__isnull=False, component__process__published_at__isnull=False)
    for row in rows.select_related("component__process").order_by("-pk")[:MOST].iterator():
        yield stored_address(row), row.answered_at or row.saved_at or row.published_at


sitemap_sections.register(SitemapSection("proposals", pages))


def waiting(person: Any, at: datetime) -> int:
    """Proposals that the town has promised to answer, in what this person may answer."""
    return _promised(person).count()


def late(person: Any, at: datetime) -> int:
    return _promised(person).filter(answer_due_at__lt=at).count()


def _promised(person: Any) -> QuerySet[Proposal]:
    return Proposal.objects.filter(in_list=True, answered_at=None, answer_due_at__isnull=False)


def to_study(person: Any, at: datetime) -> int:
    return Evaluation.objects.filter(account=person, opinion__in=[Evaluation.TODO, Evaluation.RUNNING], proposal__in_list=True).count()


def to_study_late(person: Any, at: datetime) -> int:
    rows = Evaluation.objects.filter(account=person, opinion__in=[Evaluation.TODO, Evaluation.RUNNING], proposal__in_list=True)
    return rows.filter(due_at__lt=at).count()


answer_url = reverse_lazy("proposals_waiting:answers")
desk_tasks.register(DeskTask("proposals-answer", _("Proposals to answer"), ANSWER, waiting, answer_url, late, icon="hand", order=20))
study_url = reverse_lazy("proposals_waiting:studies")
desk_tasks.register(
    DeskTask("proposals-study", _("Proposals to study"), EVALUATE, to_study, study_url, to_study_late, icon="hand", order=25)
)
mount("bureau/propositions/", "beffroi.participation.proposals.waiting_urls")


def kept_of(account: Account) -> Iterator[dict[str, Any] | ExportFile]:
    """Everything that she wrote here, drafts included."""
    voice = getattr(account, "voice", None)
    if voice is None:
        return
    for row in Proposal.objects.filter(authors__voice=voice).select_related("component__process", "image").distinct().iterator():
        yield {
            gettext("Proposal"): row.title, gettext("Text"): row.text, gettext("In"): row.component.process.title, gettext("Place"): row.place, gettext("Written"): row.created_at,
            gettext("Published"): row.published_at, gettext("Withdrawn on"): row.withdrawn_at,
        }  # fmt: skip
        if row.image and row.image.file:
            yield ExportFile(name=f"proposal-{row.pk}.{str(row.image.file.name).rpartition('.')[2]}", path=str(row.image.file.name))
    for amendment in Amendment.objects.filter(voice=voice).select_related("proposal"):
        yield {
            gettext("Change suggested to"): amendment.proposal.title,
            gettext("Text"): amendment.text,
            gettext("Why"): amendment.reason,
            gettext("On"): amendment.created_at,
        }
    for note in Note.objects.filter(voice=voice).select_related("proposal"):
        yield {gettext("Note to the team about"): note.proposal.title, gettext("Text"): note.text, gettext("On"): note.at}


personal_data.register(
    PersonalData(
        kind="proposals",
        label=_("Proposals"),
        purpose=_("Letting people propose, and answering them."),
        data=_("Texts, places, pictures, names of authors, dates."),
        retention=_("Published proposals stay, without a name once the person has left. Drafts and invitations go with the account."),
        export=kept_of,
        erase=forget_author,
        fields=(
            "proposals.Proposal.voice",
            "proposals.Author.voice",
            "proposals.Version.voice",
            "proposals.Amendment.voice",
            "proposals.Amendment.answered_by",
            "proposals.Answer.voice",
            "proposals.Evaluation.account",
            "proposals.Note.voice",
            "proposals.Reshaping.voice",
            "proposals.Signatory.name",
            "proposals.Proposal.origin_address",
        ),  # fmt: skip
    )
)


class ProposalContext(Context):
    """All that a moderator must see of a proposal."""

    kind = "proposal"

    def whole(self, id: int) -> Whole | None:
        row = Proposal.objects.filter(pk=id).first()
        if row is None:
            return None
        same = Proposal.objects.filter(text=row.text, published_at__isnull=False).exclude(pk=row.pk).count()
        return Whole(text=f"{row.title}\n\n{row.text}", html=html.clean(row.html), written_at=row.published_at, same_text=same)

    def with_same_voice(self, voice_id: int, limit: int) -> list[Card]:
        ids = list(
            Proposal.objects.filter(voice_id=voice_id, published_at__isnull=False)
            .order_by("-published_at")
            .values_list("pk", flat=True)[:limit]
        )
        known = subject_kinds["proposal"].cards(ids)
        return [known[pk] for pk in ids if pk in known]


class AmendmentContext(Context):
    kind = "amendment"

    def whole(self, id: int) -> Whole | None:
        row = Amendment.objects.filter(pk=id).first()
        return None if row is None else Whole(text=f"{row.title}\n\n{row.text}\n\n{row.reason}", written_at=row.created_at)


contexts.register(ProposalContext())
contexts.register(AmendmentContext())
importers.register(importer)
