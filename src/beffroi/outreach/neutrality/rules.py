from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Subject
from beffroi.outreach.neutrality import queries
from beffroi.outreach.neutrality.access import ARRANGE
from beffroi.outreach.neutrality.models import Member, SlotRule, Tribune


def must_have_second_approval(subject: Subject, at: datetime) -> Refusal | None:
    """In an election period, what was noticed asks for a second person and a written reason. It is never blocked for good."""
    seen = queries.look_at(subject, at)
    if not seen.needs_second:
        return None
    return Refusal(
        "second_approval",
        _(
            "Election period: something in this text asks for a second approval, with a written reason. Name who gives it, or change the text."
        ),
    )


def may_arrange(person: Any) -> Refusal | None:
    return must_have_right(person, ARRANGE)


def may_submit(member: Member, rule: SlotRule, text: str, at: datetime) -> Refusal | None:
    return must_be_of_the_group(member, rule) or must_have_a_slot(rule, at) or must_fit(rule, text)


def must_be_of_the_group(member: Member, rule: SlotRule) -> Refusal | None:
    if not member.is_active or member.group_id != rule.group_id or rule.group.is_majority:
        return Refusal("not_member", _("You do not write for this group any more."))
    return None


def must_have_a_slot(rule: SlotRule, at: datetime) -> Refusal | None:
    if not queries.open_slots(rule, timezone.localdate(at)):
        return Refusal("no_slot", _("Your group has used its texts of this period here. The next period opens by itself."))
    return None


def must_fit(rule: SlotRule, text: str) -> Refusal | None:
    if len(text.replace("\r\n", "\n")) > rule.length:
        return Refusal("too_long", _("The council’s rules allow %(n)d characters here.") % {"n": rule.length})
    return None


def may_hold(person: Any, tribune: Tribune) -> Refusal | None:
    """Only the person whom the town named, in public, may hold a text back; only because it is manifestly unlawful."""
    if not person.is_authenticated or queries.setting().hold_by_id != person.pk:
        return Refusal("not_named", _("Only the person named in the settings may hold a text back."))
    if tribune.state != Tribune.SUBMITTED:
        return Refusal("state", _("This text is not waiting to go out."))
    return None


def may_release(person: Any, tribune: Tribune) -> Refusal | None:
    if tribune.state != Tribune.HELD:
        return Refusal("state", _("This text is not held back."))
    return None if queries.setting().hold_by_id == person.pk else may_arrange(person)


def may_withdraw(member: Member, tribune: Tribune, at: datetime) -> Refusal | None:
    if member.group_id != tribune.group_id or not member.is_active:
        return Refusal("not_member", _("You do not write for this group any more."))
    if tribune.state != Tribune.SUBMITTED or tribune.goes_out_at <= at:
        return Refusal("out", _("This text is out already."))
    return None
