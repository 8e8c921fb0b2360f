"""The opposition's space: groups, their slots, and their texts as they wrote them."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.ground.people.models import Account
from beffroi.ground.town.models import Town
from beffroi.kernel import edition, ledger, mail, tokens
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.outreach.neutrality.facts import TribuneHeld, TribuneReleased, TribuneSubmitted, TribuneWithdrawn
from beffroi.outreach.neutrality.models import Group, Member, SlotRule, Tribune
from beffroi.outreach.neutrality.queries import open_slots, setting
from beffroi.outreach.neutrality.rules import may_arrange, may_hold, may_release, may_submit, may_withdraw

PURPOSE = "neutrality.member"
LINK_DAYS = timedelta(days=100)
REMIND_DAYS = 10


@transaction.atomic
def keep_group(*, person: Account, at: datetime, values: dict[str, Any], group: Group | None = None) -> Group:
    require(may_arrange(person))
    return _keep(group or Group(), values, person, at)


@transaction.atomic
def keep_member(*, person: Account, group: Group, at: datetime, values: dict[str, Any], member: Member | None = None) -> Member:
    require(may_arrange(person))
    return _keep(member or Member(group=group), values, person, at)


@transaction.atomic
def keep_rule(*, person: Account, group: Group, at: datetime, values: dict[str, Any], rule: SlotRule | None = None) -> SlotRule:
    require(may_arrange(person))
    return _keep(rule or SlotRule(group=group), values, person, at)


@transaction.atomic
def submit(*, member: Member, rule: SlotRule, title: str, text: str, at: datetime) -> Tribune:
    """Hand in a text: it takes a slot and goes out as it is, once the time to check that it is lawful is over."""
    rule = SlotRule.objects.select_for_update(of=("self",)).select_related("group").get(pk=rule.pk)  # two at once take one slot each
    require(may_submit(member, rule, text, at))
    tribune = Tribune.objects.create(
        group=rule.group,
        rule=rule,
        period=rule.period_of(timezone.localdate(at)),
        member=member,
        title=title.strip(),
        text=text.strip(),
        submitted_at=at,
        goes_out_at=at + timedelta(hours=setting().check_hours),
    )
    ledger.append(kind="tribune_submitted", data={"tribune": tribune.pk, "group": rule.group_id}, at=at)
    record(TribuneSubmitted(tribune_id=tribune.pk))
    return tribune


@transaction.atomic
def hold(*, tribune: Tribune, person: Account, reason: str, at: datetime) -> Tribune:
    """Hold a manifestly unlawful text back: by one named person, with a reason that everybody reads, and counted."""
    tribune = Tribune.objects.select_for_update(of=("self",)).get(pk=tribune.pk)
    require(
        may_hold(person, tribune), None if reason.strip() else Refusal("no_reason", _("Say which law it breaks: the reason is public."))
    )
    tribune.state, tribune.held_by, tribune.held_at, tribune.held_reason = Tribune.HELD, person, at, reason.strip()
    tribune.save(update_fields=["state", "held_by", "held_at", "held_reason"])
    ledger.append(kind="tribune_held", data={"tribune": tribune.pk, "account": person.pk}, at=at)
    record(TribuneHeld(tribune_id=tribune.pk))
    return tribune


@transaction.atomic
def release(*, tribune: Tribune, person: Account, at: datetime) -> Tribune:
    """Let it through after all. That it was held stays counted."""
    tribune = Tribune.objects.select_for_update(of=("self",)).get(pk=tribune.pk)
    require(may_release(person, tribune))
    tribune.state, tribune.released_at, tribune.goes_out_at = Tribune.SUBMITTED, at, max(at, tribune.goes_out_at)
    tribune.save(update_fields=["state", "released_at", "goes_out_at"])
    ledger.append(kind="tribune_released", data={"tribune": tribune.pk, "account": person.pk}, at=at)
    record(TribuneReleased(tribune_id=tribune.pk))
    return tribune


@transaction.atomic
def withdraw(*, tribune: Tribune, member: Member, at: datetime) -> None:
    """The group takes its text back before it goes out: the slot is free again."""
    tribune = Tribune.objects.select_for_update(of=("self",)).get(pk=tribune.pk)
    require(may_withdraw(member, tribune, at))
    Tribune.objects.filter(pk=tribune.pk).update(state=Tribune.WITHDRAWN)
    record(TribuneWithdrawn(tribune_id=tribune.pk))


@transaction.atomic
def send_member_link(*, member: Member, person: Account, at: datetime) -> None:
    require(may_arrange(person))
    _mail(member, at, key=f"tribune-link-{member.pk}-{member.link_number}-{at:%Y%m%d%H%M}")


@transaction.atomic
def revoke_member_link(*, member: Member, person: Account, at: datetime) -> None:
    """Earlier links open nothing any more."""
    require(may_arrange(person))
    Member.objects.filter(pk=member.pk).update(link_number=F("link_number") + 1)
    ledger.append(kind="tribune_link_revoked", data={"member": member.pk, "account": person.pk}, at=at)


@transaction.atomic
def remind(*, rule: SlotRule, at: datetime) -> int:
    """Ten days before a period ends, those who write hear how many texts their group may still hand in. Once."""
    today = timezone.localdate(at)
    start = rule.period_of(today)
    left, end = open_slots(rule, today), rule.next_period(start)
    if not left or (end - today).days > REMIND_DAYS:
        return 0
    members = rule.group.members.filter(is_active=True).exclude(email="")
    for member in members:
        _mail(member, at, key=f"tribune-reminder-{rule.pk}-{start}-{member.pk}", rule=rule, left=left)
    return len(members)


def find_member(token: str, at: datetime) -> Member | None:
    """Who holds a link, if it is whole, young and not withdrawn."""
    said = tokens.read(PURPOSE, token, at=at, max_age=LINK_DAYS)
    if not isinstance(said, list) or len(said) != 2:
        return None
    return Member.objects.select_related("group").filter(pk=said[0], link_number=said[1], is_active=True, group__ended_on=None).first()


def _mail(member: Member, at: datetime, *, key: str, rule: SlotRule | None = None, left: int = 0) -> None:
    token = tokens.sign(PURPOSE, [member.pk, member.link_number], at=at)
    with override(settings.LANGUAGE_CODE):
        address = f"{mail.site()}{reverse('tribunes:write', args=[token])}"
        words = {"name": member.name, "group": member.group.name, "town": Town.current().name, "address": address, "left": left}
        if rule:
            words |= {"place": rule.where}
            subject = _("Your group’s space: %(left)d text still to hand in") % words
            text = _(
                "Hello %(name)s,\n\nThe group “%(group)s” may still hand in %(left)d text for %(place)s before the end of the period.\n\n"
                "Write it here, without an account:\n%(address)s\n\nIt is published as you write it."
            )
        else:
            subject = _("The space of the group “%(group)s”") % words
            text = _(
                "Hello %(name)s,\n\n%(town)s keeps a space for the group “%(group)s”. You write there, without an account:\n%(address)s\n\n"
                "What you write is published as it is. This link is for you alone."
            )
        mail.send(to=member.email, subject=subject, text=text % words, key=key, language=settings.LANGUAGE_CODE)


def _keep(row: Any, values: dict[str, Any], person: Account, at: datetime) -> Any:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    edition.bump()
    ledger.append(kind=f"opposition_{row._meta.model_name}", data={"row": row.pk, "account": person.pk}, at=at)
    return row
