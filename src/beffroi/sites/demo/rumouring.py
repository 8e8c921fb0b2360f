"""What is said of the town: two verdicts, one of them corrected; a rumour that is being checked; one that came from Mastodon."""

from datetime import datetime, timedelta
from typing import Any

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.models import Heard
from beffroi.channels.base.types import MENTION, Incoming
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.inbox import actions as inbox
from beffroi.outreach.origins import actions as origins
from beffroi.outreach.rumors import actions as rumors
from beffroi.outreach.rumors.models import Rumor
from beffroi.sites.demo import actions
from beffroi.sites.demo.past import Past, content, person

MANAGER, VALIDATOR, MODERATOR = (f"{name}@clairbourg.example" for name in ("communication", "cabinet", "moderation"))
WORDS = ("claim", "verdict", "headline", "truth", "explanation")


def fill_rumors(at: datetime) -> None:
    past, before, said = Past(at), actions.last_job(), content("rumors")
    for row in said["checked"]:
        _checked(row, past)
    for row in said["open"]:
        _open(row, past)
    _heard(said["heard"], past)
    actions.forget_jobs(after=before)


def _checked(row: dict[str, Any], past: Past) -> None:
    manager = person(MANAGER)
    with past.at(row["day"]) as then:
        rumor = rumors.open_by_hand(claim=row["claim"], where=row["met"], person=manager, at=then)
        rumors.frame(rumor=rumor, person=manager, claim=row["claim"], where=row["where"], assigned_to=manager, at=then)
        for source in row["sources"]:
            _source(rumor, source, then)
    words = {name: row[name] for name in WORDS}
    with past.at(row["day"] + 1):
        _publish(rumor, words | {"truth": row.get("first", row["truth"])}, then + timedelta(hours=20))
    if "correction" in row:
        with past.at(row["corrected"]) as later:
            _publish(rumor, words | {"correction": row["correction"]}, later)


def _publish(rumor: Rumor, words: dict[str, Any], at: datetime) -> None:
    """Written by one, read by another."""
    manager, validator = person(MANAGER), person(VALIDATOR)
    rumors.save_draft(rumor=rumor, person=manager, values=words, at=at)
    approval = rumors.ask_second(rumor=rumor, person=manager, validators=[validator], at=at)
    approvals.decide(approval=approval, person=validator, is_approved=True, at=at + timedelta(hours=2))


def _open(row: dict[str, Any], past: Past) -> None:
    moderator = person(MODERATOR)
    with past.at(row["day"]) as then:
        rumor = rumors.open_by_hand(claim=row["claim"], where=row["met"], person=moderator, at=then)
        rumors.frame(rumor=rumor, person=moderator, claim=row["claim"], where=row["where"], assigned_to=moderator, at=then)
        _source(rumor, row["source"], then)
        rumors.write_note(rumor=rumor, person=moderator, text=row["note"], at=then)


def _heard(row: dict[str, Any], past: Past) -> None:
    """In the inbox, and taken up from there; the account is paused, so that nothing is told back."""
    account = ChannelAccount.objects.get(kind=row["on"])
    address, name = row["who"]
    with past.at(row["day"]) as then:
        one = Incoming("demo-rumour", address, name, row["text"], then, kind=MENTION, language="fr", url="https://ouest.example/@nadia_l/1")
        base.keep_heard(account=account, incoming=[one], at=then, is_whole=False)
        heard = Heard.objects.select_related("account").get(account=account, remote_id=one.remote_id)
        inbox.take_in(heard=heard, at=then)
        sighting = rumors.take_up(heard=heard, claim=row["claim"], by=person(MODERATOR), at=then)
        origins.became(heard=heard, subject=Subject("rumor_sighting", sighting.pk), by=person(MODERATOR), say=False, at=then)


def _source(rumor: Rumor, row: dict[str, str], at: datetime) -> None:
    values = {
        "title": row["title"],
        "url": row.get("url", ""),
        "publisher": row["publisher"],
        "dated": at.date(),
        "quote": row.get("quote", ""),
    }
    rumors.add_source(rumor=rumor, person=person(MANAGER), values=values, at=at)
