"""./beffroi channels check."""

import pytest

from beffroi.__main__ import main
from beffroi.channels.base import actions
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import Channel, ChannelError, Health, channels

pytestmark = pytest.mark.django_db


class Net(Channel):
    def __init__(self, kind, answer):
        self.kind = self.label = kind
        self.answer = answer

    def probe(self, account):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def test_every_account_has_its_line_and_one_that_fails_hides_no_other(capsys):
    refused = ChannelError("The consent has ended.", permanent=True, reauthorise=True)
    nets = [
        Net("a", Health(ok=True, sentence="@clairbourg")),
        Net("b", refused),
        Net("c", ValueError("broken")),
        Net("d", Health(ok=True)),
    ]
    with channels.with_more(*nets):
        for net in nets:
            actions.connect(kind=net.kind, name=f"Account {net.kind}")
        Account.objects.filter(kind="d").update(paused_at="2026-01-01T00:00Z")
        assert main(["channels", "check"]) == 1
        lines = {line.split()[1]: line for line in capsys.readouterr().out.splitlines()}
        assert lines["a"].startswith("ok")
        assert "@clairbourg" in lines["a"]
        assert "WRONG" in lines["b"]
        assert "The consent has ended." in lines["b"]
        assert "broken" in lines["c"]
        assert lines["d"].startswith("paused")
        assert Account.objects.get(kind="b").needs_consent
        Account.objects.filter(kind__in="bc").update(closed_at="2026-01-01T00:00Z")
        assert main(["channels", "check"]) == 0
