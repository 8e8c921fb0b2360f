from datetime import timedelta

from beffroi.channels.mailbox import actions
from beffroi.channels.mailbox.models import Letter
from beffroi.channels.mailbox.reading import Failure
from beffroi.kernel import clock, mail
from beffroi.kernel.jobs import task
from beffroi.kernel.models import Mail

LOOK_BACK = timedelta(hours=1)


@task(atomic=True, every=timedelta(minutes=10))
def look_for_refused_answers() -> None:
    """Answers that our own mail server refused for good."""
    at = clock.now()
    refused = Mail.objects.filter(key__startswith="mailbox:", failed_at__gte=at - LOOK_BACK)
    for key, error in refused.values_list("key", "error")[:200]:
        number = mail.message_id(key)
        for letter in Letter.objects.select_related("account").filter(message_id=number, is_ours=True):
            failure = Failure(number, letter.address, error[:60], is_final=True)
            actions.came_back(account=letter.account, failure=failure, at=at)
