"""Answers on networks that carry the tag; winners are told where they took part."""

from beffroi.channels.base.facts import HeardChanged, MessageHeard
from beffroi.channels.base.models import Heard
from beffroi.commons.notifications.actions import tell
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.outreach.contests import actions, hearing, notices
from beffroi.outreach.contests.facts import WinnerNamed
from beffroi.outreach.contests.models import Contest, Entry
from beffroi.outreach.origins import actions as origins


@on(MessageHeard)
def hear_an_entry(fact: MessageHeard) -> None:
    """The tag in a public message, while the contest is open."""
    if fact.is_private:
        return
    heard = Heard.objects.select_related("account").filter(pk=fact.heard_id, gone_at=None, hidden_at=None).first()
    tags = hearing.tags_of(heard.text) if heard else set()
    if heard is None or not tags:
        return
    at = clock.now()
    for contest in Contest.objects.open(min(heard.sent_at, at)).exclude(tag=""):
        if hearing.folded(contest.tag) in tags:
            actions.take_from_network(contest=contest, heard=heard, choice=hearing.choice_in(heard.text, contest), at=at)


@on(HeardChanged)
def hear_other_words(fact: HeardChanged) -> None:
    """The tag may come later."""
    heard = Heard.objects.select_related("account").filter(pk=fact.heard_id, is_private=False).first()
    if heard and not Entry.objects.filter(heard=heard).exists():
        hear_an_entry(MessageHeard(heard_id=heard.pk, account_id=heard.account_id, channel=heard.account.kind, is_private=False))


@on(WinnerNamed)
def tell_the_winner(fact: WinnerNamed) -> None:
    entry = Entry.objects.select_related("contest", "voice__account").filter(pk=fact.entry_id).first()
    if entry is None or entry.voice is None:
        return
    contest, at = entry.contest, clock.now()
    subject = Subject("contest", contest.pk)
    params = {"title": contest.title, "number": entry.number, "url": contest.get_absolute_url()}
    if entry.voice.account:
        tell(voices_or_accounts=[entry.voice], kind=notices.WON, subject=subject, params=params, origin=f"contest-{entry.pk}-won", at=at)
    sentences = {
        "fr": f"Vous avez gagné : « {contest.title} », ticket {entry.number}. Écrivez-nous en privé dans les 15 jours pour recevoir votre lot.",
        "en": f"You have won: “{contest.title}”, ticket {entry.number}. Write to us in private within 15 days to receive your prize.",
    }
    origins.tell_back(subject=Subject("contest_entry", entry.pk), sentences=sentences, url=contest.get_absolute_url(), key="won", at=at)
