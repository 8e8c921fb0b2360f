"""A message as a page shows it: read as plain values, rendered once for everybody in the same position."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString

from beffroi.commons.conversations.models import MESSAGE, Message
from beffroi.commons.moderation.queries import Notice, notices
from beffroi.commons.supports import mine
from beffroi.ground.people.lines import VoiceLine, columns, line, network_name
from beffroi.ground.people.models import TOWN_HALL
from beffroi.kernel.fragments import render_many
from beffroi.kernel.subjects import Subject

SHOWN = 6  # answers shown under the message that begins a branch; the others are one click away
STANCES = dict(Message.STANCES)
TONES = {Message.FOR: "good", Message.AGAINST: "brick", Message.NUANCE: "bell", Message.NEUTRAL: ""}
COLUMNS = (
    "id", "parent_id", "root_id", "place", "depth", "voice_id", "stance", "is_official", "html", "created_at", "edited_at", "hidden_at",
    "removed_at", "supports_count", "answers_count", "turn", "version", "is_opening", "origin_channel", "origin_address", "voice__origin_channel", *columns("voice"),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One message, ready for its template. `version` holds that of its voice: a name that changes shows at once."""

    pk: int
    version: str
    voice: VoiceLine
    voice_id: int
    voice_key: str
    depth: int
    place: int
    parent_id: int | None
    root_id: int | None
    stance: str
    is_official: bool
    is_written_down: bool  # by the team, for a person at the counter
    html: SafeString
    created_at: datetime
    edited_at: datetime | None
    is_hidden: bool
    is_removed: bool
    supports: int
    answers: int
    is_mine: bool = False
    is_supported: bool = False
    notice: Notice | None = None
    original: str = ""  # where it was said, if elsewhere
    network: str = ""
    above: str = ""  # the name of whom it answers, below the first step
    replies: list["Line"] = field(default_factory=list)
    more: int = 0  # answers that are not shown

    @property
    def subject(self) -> Subject:
        return Subject(MESSAGE, self.pk)

    @property
    def stance_label(self) -> Any:
        return STANCES[self.stance]

    @property
    def stance_tone(self) -> str:
        return TONES[self.stance]

    @property
    def url(self) -> str:
        return reverse("conversations:message", args=[self.pk])

    @property
    def html_shown(self) -> bool:
        """A hidden text is still shown to its author; a removed one to nobody."""
        return not self.is_removed and (self.is_mine or not self.is_hidden)


def read(rows: QuerySet, person: Any) -> list[Line]:
    """The lines of a queryset of messages, in its order."""
    return [line_of(row, person) for row in rows.values(*COLUMNS)]


def line_of_message(message: Message, person: Any) -> Line:
    """The line of a message read with its voice and avatar."""
    avatar = message.voice.avatar
    said = {f"voice__{name}": getattr(message.voice, name) for name in ("public_id", "kind", "name", "badge", "version", "origin_channel")}
    pictures = {"voice__avatar__file": avatar.file.name if avatar else None, "voice__avatar__sizes": avatar.sizes if avatar else None}
    own = {name: getattr(message, name) for name in COLUMNS if "__" not in name and name != "pk"}
    return line_of(own | said | pictures, person)


def line_of(row: dict[str, Any], person: Any) -> Line:
    return Line(
        pk=row["id"],
        version=f"{row['version']}.{row['voice__version']}",
        voice=line(row, "voice"),
        voice_id=row["voice_id"],
        voice_key=row["voice__public_id"],
        depth=row["depth"],
        place=row["place"],
        parent_id=row["parent_id"],
        root_id=row["root_id"],
        stance=row["stance"],
        is_official=row["is_official"],
        is_written_down=row["origin_channel"] == TOWN_HALL,
        html=SafeString(row["html"]),
        created_at=row["created_at"],
        edited_at=row["edited_at"],
        is_hidden=row["hidden_at"] is not None,
        is_removed=row["removed_at"] is not None,
        supports=row["supports_count"],
        answers=row["answers_count"],
        original=row["origin_address"] if row["origin_address"].startswith(("https://", "http://")) else "",
        network=network_name(row["origin_channel"]) if row["origin_address"] else "",
        is_mine=person.is_authenticated and row["voice_id"] == person.voice.pk,
    )


def with_answers(roots: list[Line], person: Any, *, answers: Collection[Line] | None = None) -> list[Line]:
    """The first answers of each branch beneath it, in the order of the talk; why hidden ones are; what I support."""
    if answers is None:
        begun = [root.pk for root in roots if root.answers]
        some = Message.objects.filter(root__in=begun, place__lte=SHOWN).order_by("root", "place")
        answers = read(some, person) if begun else []
    every = [*roots, *answers]
    mine.know(person, supports=[one.subject for one in every])
    hidden = notices([one.subject for one in every if one.is_hidden])
    named = {one.pk: one for one in every}
    children: dict[int | None, list[Line]] = {}
    for one in answers:
        # An answer whose parent stands on another page hangs on the root.
        children.setdefault(one.parent_id if one.parent_id in named else one.root_id, []).append(one)
    told = {one.pk: _told(one, person, hidden, named) for one in every}

    def below(pk: int) -> Iterable[Line]:
        for child in children.get(pk, []):
            yield told[child.pk]
            yield from below(child.pk)

    made = []
    for root in roots:
        replies = list(below(root.pk))
        shown = [reply for reply in replies if not (reply.is_removed and not reply.answers)]
        made.append(replace(told[root.pk], replies=shown, more=max(root.answers - len(replies), 0)))
    return made


def _told(one: Line, person: Any, hidden: dict[Subject, Notice], named: dict[int, Line]) -> Line:
    parent = named.get(one.parent_id) if one.parent_id and one.depth > 1 else None
    return replace(
        one,
        is_supported=mine.has(person, "supports", one.subject),
        notice=hidden.get(one.subject),
        above=parent.voice.name if parent and not parent.is_removed else "",
    )


def rendered(lines: Collection[Line], *, is_open: bool, is_signed_in: bool, can_support: bool) -> dict[int, SafeString]:
    """Every message of the page, from the cache where it was rendered before for somebody in the same position."""
    template = get_template("conversations/_message.html")
    by_role: dict[str, list[Line]] = {}
    for one in lines:
        by_role.setdefault(_role(one, is_open=is_open, is_signed_in=is_signed_in, can_support=can_support), []).append(one)
    found: dict[int, SafeString] = {}
    for role, some in by_role.items():

        def render(one: Line) -> SafeString:
            return SafeString(template.render({"line": one, "is_open": is_open, "is_signed_in": is_signed_in, "can_support": can_support}))

        found |= dict(zip([one.pk for one in some], render_many("message", some, render, role=role), strict=True))
    return found


def _role(one: Line, *, is_open: bool, is_signed_in: bool, can_support: bool) -> str:
    words = ["member" if is_signed_in else "public", "open" if is_open else "closed"]
    words += ["supportable"] if can_support else []
    words += ["mine"] if one.is_mine else []
    words += ["supported"] if one.is_supported else []
    words += [f"to-{one.above}"] if one.above else []
    return "-".join(words)
