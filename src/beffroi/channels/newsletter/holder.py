"""What newsletters keep of persons: their address and what they chose to receive."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.channels.newsletter import actions
from beffroi.channels.newsletter.models import Intake, Issue, Recipient, Subscription
from beffroi.commons.privacy.types import CONSENT, PersonalData, not_personal, personal_data
from beffroi.ground.people.models import Account

KEPT = timedelta(days=365 * 3)


def export(account: Account) -> Iterable[dict[str, Any]]:
    for row in Subscription.objects.filter(subscriber__email=(account.email or "").lower()).select_related(
        "letter", "subscriber__district", "intake"
    ):
        reader = row.subscriber
        yield {
            "what": "newsletter",
            "newsletter": row.letter.name,
            "since": row.since.isoformat(),
            "left": str(row.left_at or ""),
            "source": row.source,
            "proof": row.intake.proof if row.intake else "",
            "topics": reader.topics,
            "district": reader.district.name if reader.district else "",
        }
    for mail in Recipient.objects.filter(subscriber__email=(account.email or "").lower()).select_related("issue"):
        yield {"what": "mail", "subject": mail.issue.subject, "state": mail.state, "at": str(mail.settled_at or "")}
    for issue in Issue.objects.filter(author=account):
        yield {"what": "issue written", "subject": issue.subject, "at": issue.made_at.isoformat()}
    for intake in Intake.objects.filter(by=account):
        yield {"what": "import", "at": intake.at.isoformat(), "added": intake.added_count}


def forget(at: datetime) -> None:
    actions.forget(before=at - KEPT)


personal_data.register(
    PersonalData(
        kind="newsletter",
        label=_("Newsletters"),
        purpose=_("Send the newsletters to those who asked for them."),
        retention=_("As long as one is subscribed, then three years, so that nobody is subscribed again against her will."),
        export=export,
        erase=actions.erase,
        forget=forget,
        fields=(
            "newsletter.Subscriber.email",
            "newsletter.Subscription.subscriber",
            "newsletter.Recipient.subscriber",
            "newsletter.Issue.author",
            "newsletter.Intake.by",
        ),
        data=_("E-mail address, topics, district, newsletters received"),
        basis=CONSENT,
    )
)
not_personal("newsletter.Letter.reply_to", "an address of the town")
not_personal("newsletter.Letter.sender_name", "the name under which the town writes")
