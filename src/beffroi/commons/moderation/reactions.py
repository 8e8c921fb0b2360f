"""Telling: the moderators of a report, the author of a decision with its reason, whoever reported of the outcome."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.commons.moderation.facts import AppealDecided, AppealMade, DecisionMade, SubjectFlagged
from beffroi.commons.moderation.models import Appeal, Case, Decision, Flag
from beffroi.commons.moderation.rules import APPEALS, DECIDE
from beffroi.commons.notifications.actions import tell
from beffroi.ground.people.models import Account
from beffroi.ground.people.rights import rights
from beffroi.kernel import mail
from beffroi.kernel.facts import on

REPORTED = (Decision.KEEP, Decision.WARN, Decision.HIDE)


def _team(right: str, *, without: int | None = None) -> list[Account]:
    """Those who hold a right today."""
    found = Account.objects.filter(grants__role__in=rights[right].roles, is_active=True).distinct()
    return [account for account in found if account.pk != without]


@on(SubjectFlagged)
def tell_the_moderators(fact: SubjectFlagged) -> None:
    """Of the first report of a case only: the queue shows the others."""
    case = Case.objects.get(pk=fact.case_id)
    flag = case.flags.order_by("pk").first()
    if flag is None or flag.pk != fact.flag_id:
        return
    tell(
        voices_or_accounts=_team(DECIDE),
        kind="moderation:flagged",
        subject=case.subject,
        params={"title": case.title, "reason": flag.reason, "url": reverse("moderation_desk:case", args=[case.pk])},
        origin=f"case:{case.pk}",
        at=case.opened_at,
    )


@on(SubjectFlagged)
def acknowledge(fact: SubjectFlagged) -> None:
    """A receipt by mail, for whoever left an address (DSA art. 16.4)."""
    flag = Flag.objects.select_related("case").get(pk=fact.flag_id)
    if flag.email:
        with override(flag.language):
            _mail(
                flag,
                _("We received your report"),
                _("We received your report about “%(title)s”. A moderator will look at it, and we will tell you what was decided."),
                "receipt",
            )


@on(DecisionMade)
def tell_the_author(fact: DecisionMade) -> None:
    """With the rule and the reason; what was kept needs no news."""
    decision = Decision.objects.select_related("rule", "case").get(pk=fact.decision_id)
    if fact.voice_id is None or decision.act == Decision.KEEP:
        return
    tell(
        voices_or_accounts=[fact.voice_id],
        kind=f"moderation:{decision.act}",
        subject=decision.subject,
        params={
            "rule": decision.rule.number if decision.rule else None,
            "titles": decision.rule.titles if decision.rule else {},
            "reason": decision.reason,
            "until": decision.until.isoformat() if decision.until else "",
            "excerpt": decision.reason,
            "url": reverse("moderation:decision", args=[decision.key]),
        },
        origin=f"decision:{decision.pk}",
        at=decision.made_at,
    )


@on(DecisionMade)
def tell_whoever_reported(fact: DecisionMade) -> None:
    """What became of the report (DSA art. 16.5)."""
    decision = Decision.objects.select_related("case").get(pk=fact.decision_id)
    if decision.case is None or decision.act not in REPORTED:
        return
    for flag in decision.case.flags.select_related("voice"):
        params = {"title": decision.case.title, "url": reverse("moderation:receipt", args=[flag.key])}
        if flag.voice:
            tell(
                voices_or_accounts=[flag.voice], kind="moderation:reported", subject=None, params=params,
                origin=f"flag:{flag.pk}:{decision.pk}", at=decision.made_at,
            )  # fmt: skip
        elif flag.email:
            with override(flag.language):
                _mail(
                    flag,
                    _("What became of your report"),
                    _("A moderator looked at “%(title)s”, which you had reported."),
                    f"outcome:{decision.pk}",
                )


def _mail(flag: Flag, subject: str, sentence: str, key: str) -> None:
    link = mail.site() + reverse("moderation:receipt", args=[flag.key])
    text = "\n\n".join([sentence % {"title": flag.case.title}, _("Follow it here:"), link])
    mail.send(to=flag.email, subject=subject, text=text, key=f"moderation:{flag.pk}:{key}", language=flag.language)


@on(AppealMade)
def tell_whoever_answers(fact: AppealMade) -> None:
    """Anybody who may answer it, but not who decided."""
    appeal = Appeal.objects.select_related("decision").get(pk=fact.appeal_id)
    tell(
        voices_or_accounts=_team(APPEALS, without=appeal.decision.by_id),
        kind="moderation:appeal",
        subject=None,
        params={"url": reverse("moderation_desk:appeal", args=[appeal.pk])},
        origin=f"appeal:{appeal.pk}",
        at=appeal.created_at,
    )


@on(AppealDecided)
def tell_the_appeal_is_answered(fact: AppealDecided) -> None:
    appeal = Appeal.objects.select_related("decision").get(pk=fact.appeal_id)
    if appeal.decision.voice_id and appeal.decided_at:
        tell(
            voices_or_accounts=[appeal.decision.voice_id],
            kind="moderation:appeal_granted" if fact.is_granted else "moderation:appeal_refused",
            subject=appeal.decision.subject,
            params={"excerpt": appeal.answer, "url": reverse("moderation:decision", args=[appeal.decision.key])},
            origin=f"appeal:{appeal.pk}:answer",
            at=appeal.decided_at,
        )
