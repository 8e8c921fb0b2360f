from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.commons.search import actions as search
from beffroi.ground.people.models import Account
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel import edition, html
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.subjects import Subject
from beffroi.participation.groups import rules
from beffroi.participation.groups.access import FORMAL
from beffroi.participation.groups.addresses import group_url
from beffroi.participation.groups.facts import CharterChanged, GroupArchived, GroupEdited, GroupOpened
from beffroi.participation.groups.models import HIDDEN, LISTED, PUBLIC, Group, Member
from beffroi.participation.spaces import actions as spaces
from beffroi.participation.spaces.models import GROUP, Process

TEXTS = ("title", "question", "summary", "text", "place", "contact")
SETTINGS = ("visibility", "joining", "question_asked", "fair_turns", "number", "mandate_from", "mandate_until")


def _column(name: str) -> str:
    return "question" if name == "question_asked" else name


@transaction.atomic
def create(*, person: Any, sort: str, title: str, question: str, at: datetime, parent: Group | None = None, **fields: Any) -> Group:
    """A group, which lives at once; who makes it leads it. `person` None: made by a command (demonstration)."""
    visibility = fields.pop("visibility", PUBLIC)
    if person is not None:
        rules.forget(person)
        require(rules.may_create(person, formal=sort in Group.FORMAL, at=at))
        if parent is not None:
            require(rules.may_lead(person, parent))
    _check_parent(parent, visibility)
    texts = {name: fields.pop(name) for name in TEXTS if name in fields}
    process = spaces.create(
        person=None,
        at=at,
        title=title,
        question=question,
        kind=GROUP,
        opened_at=at,
        published_at=at if visibility == PUBLIC else None,
        **texts,
    )
    charter = fields.pop("charter", "")
    settings = {_column(name): fields.pop(name) for name in SETTINGS if name in fields}
    group = Group.objects.create(
        process=process, sort=sort, visibility=visibility, parent=parent, active_at=at, charter=charter,
        charter_html=html.from_markdown(charter), charter_number=1 if charter else 0, **settings,
    )  # fmt: skip
    if person is not None:
        Member.objects.create(
            group=group, voice=person.voice, state=Member.INSIDE, is_facilitator=True, asked_at=at, joined_at=at,
            charter_number=group.charter_number,
        )  # fmt: skip
        Group.objects.filter(pk=group.pk).update(members_count=1)
        group.members_count = 1
        rules.forget(person)
    record(GroupOpened(group_id=group.pk))
    index(group, at=at)
    return group


def _check_parent(parent: Group | None, visibility: str) -> None:
    if parent is None:
        return
    if parent.parent_id:
        require(Refusal("deep", _("A group inside a group holds no further one.")))
    if visibility == PUBLIC and parent.visibility != PUBLIC:
        require(Refusal("open", _("A group inside a closed group cannot be public.")))


@transaction.atomic
def edit(*, group: Group, person: Any, changes: Mapping[str, Any], at: datetime) -> Group:
    """Texts and settings. What was said among members is never shown to all: a closed group does not become public."""
    if person is not None:
        rules.forget(person)
        require(rules.may_lead(person, group))
    group = Group.objects.select_for_update(of=("self",)).select_related("process", "parent__process").get(pk=group.pk)
    visibility = changes.get("visibility", group.visibility)
    if visibility == PUBLIC and group.visibility != PUBLIC:
        require(Refusal("closed", _("What was said here was said among members: a closed group cannot be made public. Open another one.")))
    _check_parent(group.parent, visibility)
    process = group.process
    for name in TEXTS:
        if name in changes:
            setattr(process, name, changes[name])
    process.html = html.from_markdown(process.text)
    if visibility != PUBLIC:
        process.published_at = None
    process.version, process.edits = process.version + 1, process.edits + 1
    process.save(update_fields=[*TEXTS, "html", "published_at", "version", "edits"])
    number = group.number
    for name in SETTINGS:
        if name in changes:
            setattr(group, _column(name), changes[name])
    if group.number != number:
        group.verified_at = group.verified_by = None
    group.version += 1
    group.save()
    record(GroupEdited(group_id=group.pk))
    index(group, at=at)
    if visibility != PUBLIC:
        search.remove_space(space=Subject("process", group.pk))
    edition.bump()
    return group


@transaction.atomic
def write_charter(*, group: Group, person: Any, text: str, at: datetime) -> Group:
    """New rules: each member accepts them before going on; who wrote them has."""
    if person is not None:
        rules.forget(person)
        require(rules.may_lead(person, group))
    group = Group.objects.select_for_update(of=("self",)).select_related("process", "parent").get(pk=group.pk)
    if group.charter.strip() == text.strip():
        return group
    group.charter, group.charter_html = text.strip(), html.from_markdown(text)
    group.charter_number, group.version = group.charter_number + 1, group.version + 1
    group.save(update_fields=["charter", "charter_html", "charter_number", "version"])
    if person is not None:
        Member.objects.filter(group=group, voice=person.voice).update(charter_number=group.charter_number)
        rules.forget(person)
    record(CharterChanged(group_id=group.pk, number=group.charter_number))
    return group


@transaction.atomic
def archive(*, group: Group, person: Any, at: datetime) -> Group:
    """It is over: what was said can still be read by those who could."""
    if person is not None:
        rules.forget(person)
        require(rules.may_lead(person, group))
    if Process.objects.filter(pk=group.pk, archived_at=None).update(archived_at=at, version=F("version") + 1):
        Group.objects.filter(pk=group.pk).update(version=F("version") + 1)
        record(GroupArchived(group_id=group.pk))
        edition.bump()
    group.process.refresh_from_db()
    return group


@transaction.atomic
def reopen(*, group: Group, person: Any, at: datetime) -> Group:
    if person is not None:
        rules.forget(person)
        require(rules.may_lead(person, group))
    Process.objects.filter(pk=group.pk).update(archived_at=None, version=F("version") + 1)
    Group.objects.filter(pk=group.pk).update(version=F("version") + 1, active_at=at)
    record(GroupEdited(group_id=group.pk))
    edition.bump()
    group.process.refresh_from_db()
    return group


@transaction.atomic
def set_verified(*, group: Group, person: Account, is_verified: bool, at: datetime) -> Group:
    """The town looked up the number of an association, or the mandate of a council."""
    require(must_have_right(person, FORMAL))
    if not group.is_listed:
        require(rules.NOT_THERE)
    values = {"verified_at": at, "verified_by": person} if is_verified else {"verified_at": None, "verified_by": None}
    Group.objects.filter(pk=group.pk).update(**values, version=F("version") + 1)
    group.refresh_from_db()
    record(GroupEdited(group_id=group.pk))
    return group


def index(group: Group, *, at: datetime) -> None:
    """The name of a group that everybody may know can be found; of what is said in it, only that of a public one."""
    subject = group.subject
    if not group.is_listed or group.visibility not in (PUBLIC, LISTED) or group.visibility == HIDDEN:
        search.remove(subject=subject)
        return
    process = group.process
    search.put(
        subject=subject, title=process.title, text="\n".join([process.question, process.summary, str(group.get_sort_display())]),
        url=group_url(group), at=at, weight=1.5, space=subject,
    )  # fmt: skip
