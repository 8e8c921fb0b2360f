import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.counting import Counting
from beffroi.channels.base.direct import AGAIN, FAILED, GONE, SENT, SMS, UNKNOWN, Direct, DirectSender, Outcome, direct_senders
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import (
    INSIGHTS,
    KEYED,
    READ_BACK,
    Channel,
    ChannelError,
    Connection,
    Figure,
    Health,
    Incoming,
    Limits,
    Message,
    Receipt,
    Step,
)
from beffroi.channels.base.types import channels as registry
from beffroi.channels.base.wire import with_link
from beffroi.channels.sms import actions, jobs, money
from beffroi.channels.sms.forms import ConnectForm
from beffroi.channels.sms.models import Notice, Sending, Subscriber
from beffroi.channels.sms.numbers import normal
from beffroi.channels.sms.providers import PROVIDERS
from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal
from beffroi.kernel.text import slug

STOP = re.compile(r"\s*(?:stop|arr[eêé]t|stopsms)\b", re.IGNORECASE)


def topics_of(message: Message) -> list[str]:
    named = [*message.extra.get("topics", []), message.extra.get("topic", "")]
    return sorted({slug(name) for name in named if name})


class Sms(Channel):
    kind = "sms"
    label = _("Text messages (SMS)")
    is_local = True  # publishing writes rows; the jobs speak to the provider
    limits = Limits(characters=459, counting=Counting.SMS)
    capabilities = frozenset({KEYED, READ_BACK, INSIGHTS})
    cannot = (
        _("A text message that was sent cannot be changed or taken back."),
        _("Each message costs: the price is shown before it goes."),
    )
    account_form = ConnectForm
    guide = (
        Step(_("An account at a provider"), _("At OVHcloud: order an SMS pack, and note the name of the service (sms-xx12345-1).")),
        Step(
            _("Keys for the site"),
            _("Create keys with these rights: GET /sms/*, POST /sms/*, GET /auth/time. Copy the three keys below."),
            "https://eu.api.ovh.com/createToken/",
        ),
        Step(_("Sender"), _("A sender name must be accepted by the provider first. Without one, people can answer and write STOP.")),
        Step(_("Budget"), _("News stop at the budget of the month. Alerts go out whatever it says, and are counted.")),
    )

    def connect(self, data: Mapping[str, Any]) -> Connection:
        settings = {name: data[name] for name in ("provider", "sender", "price", "budget") if data.get(name) not in (None, "")}
        settings["countries"] = [code for code in re.split(r"[^0-9]+", data.get("countries", "")) if code]
        if data["provider"] == "ovh":
            settings |= {"service": data["service"]}
            names = ("application_key", "application_secret", "consumer_key")
            secrets = {name: data[name] for name in names}
            trial = Account(kind=self.kind, name="", settings=settings, secrets=secrets)
            settings["drift"] = PROVIDERS["ovh"].drift()  # type: ignore[attr-defined]
            health = PROVIDERS["ovh"].probe(trial)
            if not health.ok:
                raise ChannelError(health.sentence, permanent=True)
            return Connection(f"ovh-{data['service']}", f"SMS – {data['service']}", settings=settings, secrets=secrets)
        settings |= {name: data.get(name, "") for name in ("url", "method", "headers", "body", "content", "proof")}
        kept = {"secret": data.get("secret", ""), "stop_secret": data.get("stop_secret", "")}
        where = hashlib.sha256(data["url"].encode()).hexdigest()[:16]
        return Connection(f"http-{where}", str(data.get("sender") or "SMS"), settings=settings, secrets=kept)

    def probe(self, account: Account) -> Health:
        return jobs.provider_of(account).probe(account)

    def prepare(self, account: Account, message: Message) -> list[Refusal]:
        found = super().prepare(account, message)
        left = money.left(account, clock.now())
        if left is not None and self.cost(account, message) > left:
            amount = {"cost": f"{self.cost(account, message) / 1000:.2f}", "left": f"{left / 1000:.2f}"}
            found.append(Refusal("budget", gettext("This costs %(cost)s €, and %(left)s € are left of this month’s budget.") % amount))
        return found

    def length(self, message: Message) -> int:
        return super().length(Message(with_link(message)))

    def cost(self, account: Account, message: Message) -> int:
        people = len(actions.audience(topics_of(message), message.extra.get("districts", [])))
        return people * money.parts(with_link(message)) * money.price(account)

    @transaction.atomic
    def publish(self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None) -> Receipt:
        notice = actions.publish(
            account=account,
            text=with_link(message),
            topics=topics_of(message),
            districts=message.extra.get("districts", []),
            key=key,
            at=clock.now(),
        )
        if not notice.done_at:
            jobs.send(notice)
        return Receipt(str(notice.pk))

    def reconcile(
        self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None, since: datetime | None = None
    ) -> Receipt | None:
        found = Notice.objects.filter(account=account, key=key).first()
        return Receipt(str(found.pk)) if found else None

    def insights(self, account: Account, remote_ids: Iterable[str], *, since: datetime) -> Iterable[Figure]:
        """Numbers that receive the news, and those that one publication reached."""
        yield Figure("followers", Subscriber.objects.count())
        sent = Count("sendings", filter=Q(sendings__state=Sending.SENT))
        for pk, count in Notice.objects.filter(account=account, pk__in=list(remote_ids)).annotate(n=sent).values_list("pk", "n"):
            yield Figure("reach", count, str(pk))

    def received(self, account: Account, *, headers: Mapping[str, str], body: bytes) -> list[Incoming] | None:
        """A message that came back, from a provider by HTTP: STOP is obeyed. The shared secret stands in the header X-Secret."""
        secret = account.secrets.get("stop_secret", "")
        if not secret or not hmac.compare_digest(headers.get("X-Secret", "").encode(), secret.encode()):
            return None
        said = json.loads(body) if body.lstrip()[:1] == b"{" else dict(parse_qsl(body.decode()))
        if STOP.match(str(said.get("text", ""))):
            try:
                actions.stop(numbers=[normal(str(said.get("from", "")), countries=countries(account))], at=clock.now())
            except ValidationError:
                raise ValueError("not a number") from None
        return []


def countries(account: Account) -> tuple[str, ...]:
    return tuple(account.settings.get("countries", []))


def working_account() -> Account | None:
    """The account through which single messages go."""
    return Account.objects.working().filter(kind="sms").order_by("-is_default", "pk").first()


class SmsSender(DirectSender):
    """A text message to one number: alerts, codes. The budget never holds an alert back; the bill counts it."""

    kind = SMS
    label = _("By text message")

    def is_ready(self) -> bool:
        return working_account() is not None

    def cost(self, item: Direct) -> int:
        account = working_account()
        return money.parts(item.text, is_alert=True) * money.price(account) if account else 0

    def send_many(self, items: Sequence[Direct], *, at: datetime) -> list[Outcome]:
        account = working_account()
        if account is None:
            return [Outcome(item.key, FAILED, "no account") for item in items]
        found: dict[str, Outcome] = {}
        alike: dict[str, list[Direct]] = {}
        numbers: dict[str, str] = {}
        for item in items:
            try:
                numbers[item.key] = normal(item.to, countries=countries(account))
            except ValidationError as error:
                found[item.key] = Outcome(item.key, GONE, error.messages[0])
        gone = actions.stopped_among(numbers.values())
        for item in items:
            if item.key in numbers and numbers[item.key] in gone:
                found[item.key] = Outcome(item.key, GONE, "STOP")
            elif item.key in numbers:
                alike.setdefault(item.text, []).append(item)
        for text, same in alike.items():
            found |= self._send(account, text, same, numbers, at)
        return [found[item.key] for item in items]

    def _send(self, account: Account, text: str, same: list[Direct], numbers: dict[str, str], at: datetime) -> dict[str, Outcome]:
        provider = jobs.provider_of(account)
        found: dict[str, Outcome] = {}
        for start in range(0, len(same), provider.many):
            batch = same[start : start + provider.many]
            tag = "d" + hashlib.sha256("|".join(item.key for item in batch).encode()).hexdigest()[:18]
            asked = list(dict.fromkeys(numbers[item.key] for item in batch))
            results = {result.number: result for result in provider.send(account, asked, text, tag=tag, is_alert=True)}
            for item in batch:
                result = results[numbers[item.key]]
                found[item.key] = Outcome(item.key, result.state, result.detail, result.wait if result.state == AGAIN else 0)
            out = sum(result.state in (SENT, UNKNOWN) for result in results.values())
            actions.bill(account=account, messages=out * money.parts(text, is_alert=True), at=at)
        return found


registry.register(Sms())
direct_senders.register(SmsSender())
