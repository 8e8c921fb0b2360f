from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.commons.notifications import actions as notifications
from beffroi.ground.people.models import Account, Grant
from beffroi.ground.people.rights import ADMINISTRATOR, rights
from beffroi.ground.town.facts import TownChanged
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.outreach.alerts import actions
from beffroi.outreach.alerts.access import ISSUE
from beffroi.outreach.alerts.actions.sources import connect_by_default
from beffroi.outreach.alerts.content import hour
from beffroi.outreach.alerts.facts import AlertChangeWaits, AlertEndsSoon, AlertIssued, AlertPrepared, AlertWaits
from beffroi.outreach.alerts.languages import release_in
from beffroi.outreach.alerts.models import Alert, Pending, Release, Warned
from beffroi.outreach.alerts.speaking import page_of, title_of
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.posts import actions as posts
from beffroi.outreach.posts.models import Post
from beffroi.outreach.posts.types import Parts


@on(AlertIssued)
def publish_it(fact: AlertIssued) -> None:
    """The same words to the channels that were chosen. The right to issue an alert is the approval."""
    release = Release.objects.select_related("alert", "by").get(pk=fact.release_id)
    alert = release.alert
    accounts = list(alert.accounts.all())
    if fact.is_exercise or not accounts:
        return
    origin, at = f"alert-release-{release.pk}", clock.now()
    with override(alert.language):
        post = posts.draft(
            title=title_of(release)[:200],
            text=text_of(release),
            kind=Post.ALERT,
            link=page_of(release),
            valid_until=None if release.is_end else alert.expires,
            when_over=Post.KEEP if release.is_end else Post.SAY,
            origin=origin,
            accounts=accounts,
            at=at,
            language=alert.language,
            comments_open=False,
            parts=Parts(wordings=wordings_of(release)),
        )
        if post.state == Post.DRAFT:
            approvals.pass_by_rule(
                subject=posts.subject_of(post), content_hash=posts.hash_of(post), why=_("Issued as an alert."), asked_by=release.by, at=at
            )
        actions.note_post(release=release, origin=origin)


def wordings_of(release: Release) -> dict[str, dict[str, str]]:
    """The same in each other language in which it is said."""
    made = {}
    for language in release.content.get("translations", {}):
        said = release_in(release, language)
        with override(said.content["frame"]):
            made[language] = {"title": title_of(said)[:200], "text": text_of(said)}
    return made


def text_of(release: Release) -> str:
    """The release as a publication."""
    content = release.content
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(content["steps"], 1))
    where = _("Where: %(place)s") % {"place": content["area"]["words"]}
    until = "" if release.is_end else _("Until %(hour)s") % {"hour": hour(release.alert.expires)}
    parts = [release.note, content["happens"], "" if release.is_end else steps, where, until, content["contact"], page_of(release)]
    return "\n\n".join(part for part in parts if part)


def deciders() -> list[Account]:
    """Those who may issue."""
    holders = Grant.objects.current().filter(role__in=rights[ISSUE].roles | {ADMINISTRATOR}).values("account_id")
    return list(Account.objects.filter(pk__in=holders, is_active=True))


@on(AlertWaits)
def ask_the_second(fact: AlertWaits) -> None:
    alert = Alert.objects.get(pk=fact.alert_id)
    others = [person for person in deciders() if person.pk != alert.asked_by_id]
    _tell(others, "waits", alert, f"alert-waits-{alert.pk}-{alert.edits}")


@on(AlertChangeWaits)
def ask_the_second_again(fact: AlertChangeWaits) -> None:
    pending = Pending.objects.select_related("alert").filter(pk=fact.pending_id).first()
    if pending:
        others = [person for person in deciders() if person.pk != pending.asked_by_id]
        _tell(others, "waits", pending.alert, f"alert-change-{pending.pk}")


@on(AlertEndsSoon)
def ask_whether_to_extend(fact: AlertEndsSoon) -> None:
    alert = Alert.objects.select_related("issued_by").get(pk=fact.alert_id)
    _tell([alert.issued_by] if alert.issued_by else deciders(), "ends_soon", alert, f"alert-ends-{alert.pk}-{alert.expires.isoformat()}")


@on(AlertPrepared)
def tell_of_the_draft(fact: AlertPrepared) -> None:
    alert = Alert.objects.filter(pk=fact.alert_id).first()
    if alert and Warned.objects.filter(pk=fact.warned_id).exists():
        _tell(deciders(), "prepared", alert, f"alert-prepared-{alert.pk}")


def _tell(people: list[Account], name: str, alert: Alert, origin: str) -> None:
    notifications.tell(
        voices_or_accounts=people,
        kind=f"alerts:{name}",
        subject=Subject("alert", alert.pk),
        params={"title": alert.headline},
        origin=origin,
        at=clock.now(),
    )


@on(TownChanged)
def listen_to_the_weather(fact: TownChanged) -> None:
    """A town that was invented asks nobody."""
    if not settings.DEMO:
        connect_by_default()
