from beffroi.channels.base.facts import MessageHeard
from beffroi.channels.base.models import Heard
from beffroi.channels.mailbox import actions
from beffroi.channels.mailbox.models import Letter
from beffroi.kernel import clock
from beffroi.kernel.facts import on


@on(MessageHeard)
def say_that_it_arrived(fact: MessageHeard) -> None:
    """Where the mailbox is set so: a word to whoever writes for the first time in a conversation."""
    if fact.channel != "mailbox":
        return
    heard = Heard.objects.select_related("account").filter(pk=fact.heard_id).first()
    if heard is None or not heard.account.settings.get("acknowledge"):
        return
    letter = Letter.objects.select_related("account").filter(account=heard.account_id, remote_id=heard.remote_id).first()
    if letter:
        actions.acknowledge(letter=letter, at=clock.now())
