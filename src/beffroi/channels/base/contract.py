"""What every channel must do: each adapter's tests inherit from `ChannelContract`, and give `channel` and `account`."""

from beffroi.channels.base.types import INCOMING, KEYED, READ_BACK, UPDATE, WITHDRAW, Channel, Limits, Message, Picture, Receipt

NAMES = {"kind", "label", "limits", "capabilities", "account_form"}


class ChannelContract:
    """Promises by capability; set `channel` in the subclass and write an `account` fixture."""

    channel: Channel

    def test_it_says_what_it_is(self):
        assert self.channel.kind.isidentifier()
        assert str(self.channel.label)
        assert isinstance(self.channel.limits, Limits)
        assert self.channel.capabilities <= {KEYED, READ_BACK, UPDATE, WITHDRAW, INCOMING, "reply", "moderate", "insights"}

    def test_publishing_gives_a_receipt(self, account):
        if not self.channel.publishes:
            return
        receipt = self.channel.publish(account, Message("Bonjour", title="Bonjour"), key="contract-0")
        assert isinstance(receipt, Receipt)
        assert receipt.remote_id

    def test_publishing_twice_with_one_key_publishes_once(self, account):
        if KEYED not in self.channel.capabilities:
            assert READ_BACK in self.channel.capabilities or not self.channel.is_local
            return
        if not self.channel.publishes:
            return
        first = self.channel.publish(account, Message("Bonjour", title="Bonjour"), key="contract-1")
        second = self.channel.publish(account, Message("Bonjour", title="Bonjour"), key="contract-1")
        assert first == second

    def test_what_was_published_can_be_found_again(self, account):
        if READ_BACK not in self.channel.capabilities:
            return
        message = Message("Bonjour", title="Bonjour")
        assert self.channel.reconcile(account, message, key="contract-2") is None
        receipt = self.channel.publish(account, message, key="contract-2")
        assert self.channel.reconcile(account, message, key="contract-2") == receipt

    def test_an_update_keeps_the_address(self, account):
        if UPDATE not in self.channel.capabilities:
            return
        receipt = self.channel.publish(account, Message("Bonjour", title="Bonjour"), key="contract-3")
        changed = self.channel.update(account, receipt.remote_id, Message("Bonsoir", title="Bonsoir"), key="contract-3")
        assert changed.remote_id == receipt.remote_id

    def test_a_withdrawn_message_may_be_withdrawn_again(self, account):
        if WITHDRAW not in self.channel.capabilities:
            return
        receipt = self.channel.publish(account, Message("Bonjour", title="Bonjour"), key="contract-4")
        self.channel.withdraw(account, receipt.remote_id)
        self.channel.withdraw(account, receipt.remote_id)

    def test_a_picture_without_description_is_refused(self, account):
        refusals = self.channel.prepare(account, Message("Bonjour", pictures=(Picture(1, " "),)))
        assert "no_alt" in {refusal.code for refusal in refusals}

    def test_a_text_over_the_limit_is_refused(self, account):
        most = self.channel.limits.characters
        refusals = self.channel.prepare(account, Message("é" * ((most or 10) + 1)))
        assert ("too_long" in {refusal.code for refusal in refusals}) == (most is not None)
