from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.channels.base import media
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import (
    BLOCK,
    HIDE,
    INCOMING,
    INSIGHTS,
    MODERATE,
    REPLY,
    UNBLOCK,
    UPDATE,
    WITHDRAW,
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
    channels,
)  # fmt: skip
from beffroi.channels.base.wire import WireError, with_link
from beffroi.channels.telegram import listening
from beffroi.channels.telegram.client import API, Client, address_of, channel_named, ids_of
from beffroi.channels.telegram.forms import TelegramForm
from beffroi.channels.telegram.words import MOST, MOST_CAPTION, MOST_QUESTION, html_of, text_of, units
from beffroi.kernel.rules import Refusal

PICTURE_BYTES = 10 * 1024 * 1024
CLIP_BYTES = 50 * 1024 * 1024
RIGHTS = ("can_post_messages", "can_edit_messages", "can_delete_messages")
GUIDE = (
    Step(
        gettext_lazy("Make a bot"),
        gettext_lazy("In Telegram, write /newbot to @BotFather and answer its two questions. It gives you a token: copy it."),
        "https://t.me/BotFather",
    ),
    Step(
        gettext_lazy("Make the bot an administrator of your channel"),
        gettext_lazy("Open the channel, then “Administrators”, “Add Admin”, and choose your bot. Let it post, edit and delete messages."),
    ),
    Step(
        gettext_lazy("For comments: the linked group too"),
        gettext_lazy(
            "If the channel has a discussion group, make the bot an administrator there, with the right to delete messages and ban."
        ),
    ),
)


class Telegram(Channel):
    kind = "telegram"
    label = "Telegram"
    limits = Limits(
        characters=MOST, pictures=10, alt=1000, picture_bytes=PICTURE_BYTES, clips=True, clip_bytes=CLIP_BYTES, poll_options=10,
        poll_option_characters=100,
    )  # fmt: skip
    capabilities = frozenset({UPDATE, WITHDRAW, INCOMING, REPLY, MODERATE, INSIGHTS})
    acts = frozenset({HIDE, BLOCK, UNBLOCK})
    account_form = TelegramForm
    guide = GUIDE
    cannot = (
        gettext_lazy("Telegram cannot tell whether a message went out when the connection breaks: a person must look."),
        gettext_lazy("Telegram has no place for the description of a picture: Beffroi writes it under the text if there is room."),
        gettext_lazy("A comment that is hidden there is deleted: it cannot be brought back."),
        gettext_lazy("A poll there does not end by itself, and its words cannot be changed."),
        gettext_lazy("Telegram does not tell bots how often a message was seen, nor when somebody deletes a comment."),
        gettext_lazy("A bot cannot report a message to Telegram: do it in the application."),
    )
    spacing = 3
    takes_address = False

    def __init__(self, *, api: str = API, seconds: float = 30.0) -> None:
        self.api, self.seconds = api, seconds

    def _client(self, account: Account) -> Client:
        return Client(account.secrets.get("token", ""), api=self.api, seconds=self.seconds)

    # Publishing

    def length(self, message: Message) -> int:
        return units(with_link(message))

    def prepare(self, account: Account, message: Message) -> list[Refusal]:
        found = super().prepare(account, message)
        if (message.pictures or message.clip) and MOST_CAPTION < self.length(message) <= MOST:
            sentence = _("With pictures or a video, Telegram takes at most %(most)d characters.")
            found.append(Refusal("too_long", sentence % {"most": MOST_CAPTION}))
        if message.clip and message.pictures:
            found.append(Refusal("mixed", _("Send the video and the pictures in two publications on Telegram.")))
        if message.poll:
            if message.pictures or message.clip:
                found.append(Refusal("poll", _("On Telegram a poll goes without pictures or video.")))
            if self.length(message) > MOST_QUESTION:
                found.append(Refusal("poll", _("The question of a poll has at most %(most)d characters there.") % {"most": MOST_QUESTION}))
            if any(units(option) > self.limits.poll_option_characters for option in message.poll.options):
                most = {"most": self.limits.poll_option_characters}
                found.append(Refusal("poll", _("Answers of a poll have at most %(most)d characters there.") % most))
        return found

    def publish(self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None) -> Receipt:
        """One call, whatever the form; several pictures are several messages, made together."""
        answered = {"message_id": ids_of(message.reply_to)[0], "allow_sending_without_reply": True} if message.reply_to else None
        made = self._send(account, message, chat_id=account.remote_id, reply_parameters=answered)
        ids = [str(one["message_id"]) for one in made] if isinstance(made, list) else [str(made["message_id"])]
        return Receipt(",".join(ids), address_of(account, ids[0]))

    def _send(self, account: Account, message: Message, **where: Any) -> Any:
        client = self._client(account)
        if message.poll:
            options = [{"text": option} for option in message.poll.options]
            return client.ask(
                "sendPoll", once=True, question=with_link(message), options=options, is_anonymous=True,
                allows_multiple_answers=message.poll.several, **where,
            )  # fmt: skip
        if not message.pictures and not message.clip:
            preview = {"url": message.link} if message.link else None
            return client.ask("sendMessage", once=True, **_words(with_link(message), "text"), link_preview_options=preview, **where)
        items, files = _media(message, _caption(account, message))
        if len(items) > 1:
            return client.ask("sendMediaGroup", once=True, files=files, media=items, **where)
        said = {name: value for name, value in items[0].items() if name not in ("type", "media")}
        kind = items[0]["type"]
        return client.ask(f"send{kind.title()}", once=True, files={kind: files["file0"]}, **said, **where)

    def update(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        """Words in place; pictures one for one. What Telegram cannot change is said."""
        if message.poll:
            raise ChannelError(str(self.cannot[3]), permanent=True)
        client, ids = self._client(account), ids_of(remote_id)
        receipt = Receipt(remote_id, address_of(account, ids[0]))
        if not message.pictures and not message.clip:
            try:
                _edit(client, "editMessageText", chat_id=account.remote_id, message_id=ids[0], **_words(with_link(message), "text"))
            except WireError as error:
                if "there is no text" not in error.code:
                    raise
                raise ChannelError(
                    _("Telegram cannot take pictures out of a message: withdraw it and publish anew."), permanent=True
                ) from None
            return receipt
        items, files = _media(message, _caption(account, message))
        if len(items) != len(ids):
            raise ChannelError(_("Telegram cannot change how many pictures a message has: withdraw it and publish anew."), permanent=True)
        for id, item, name in zip(ids, items, files, strict=True):
            _edit(client, "editMessageMedia", chat_id=account.remote_id, message_id=id, media=item, files={name: files[name]})
        return receipt

    def withdraw(self, account: Account, remote_id: str) -> None:
        """Messages that are gone already are passed over by Telegram."""
        self._client(account).ask("deleteMessages", chat_id=account.remote_id, message_ids=ids_of(remote_id))

    # Listening

    def incoming(self, account: Account, *, since: datetime) -> Iterable[Incoming]:
        return listening.incoming(account, self._client(account))

    def reply(self, account: Account, remote_id: str, message: Message, *, key: str) -> Receipt:
        chat, _colon, id = remote_id.partition(":")
        above = {"message_id": int(id), "allow_sending_without_reply": True}
        words = _words(with_link(message), "text")
        made = self._client(account).ask("sendMessage", once=True, chat_id=chat, reply_parameters=above, **words)
        return Receipt(f"{chat}:{made['message_id']}")

    def moderate(self, account: Account, remote_id: str, act: str, *, author: str = "", reason: str = "") -> None:
        if act not in self.acts:
            raise ChannelError(str(self.cannot[2 if act == "restore" else 5]), permanent=True)
        chat, _colon, id = remote_id.partition(":")
        client = self._client(account)
        if act == HIDE:
            client.ask("deleteMessages", chat_id=chat, message_ids=[int(id)])
            return
        if not chat.startswith("-"):
            raise ChannelError(_("A bot cannot block somebody who writes to it alone."), permanent=True)
        whom = urlsplit(author)
        number = int(parse_qs(whom.query)["id"][0])
        if whom.netloc == "chat":
            client.ask("banChatSenderChat" if act == BLOCK else "unbanChatSenderChat", chat_id=chat, sender_chat_id=number)
        elif act == BLOCK:
            client.ask("banChatMember", chat_id=chat, user_id=number)
        else:
            client.ask("unbanChatMember", chat_id=chat, user_id=number, only_if_banned=True)

    def insights(self, account: Account, remote_ids: Iterable[str], *, since: datetime) -> Iterable[Figure]:
        """Followers only: bots are told nothing of views."""
        return [Figure("followers", int(self._client(account).ask("getChatMemberCount", chat_id=account.remote_id)))]

    # The account

    def connect(self, data: Mapping[str, Any]) -> Connection:
        client = Client(data["token"], api=self.api, seconds=self.seconds)
        try:
            bot = client.ask("getMe")
        except WireError as error:
            raise ChannelError(_("Telegram does not know this token."), permanent=True) if error.reauthorise else error from None
        try:
            chat = client.ask("getChat", chat_id=channel_named(data["channel"]))
        except WireError as error:
            if error.wait or error.status >= 500:
                raise
            sentence = _("The bot does not find this channel. Make it an administrator there first.")
            raise ChannelError(sentence, permanent=True) from None
        if sentence := _rights(client, chat, bot["id"]):
            raise ChannelError(sentence, permanent=True)
        name = f"@{chat['username']}" if chat.get("username") else ""
        return Connection(
            remote_id=str(chat["id"]),
            name=chat.get("title") or name,
            address=f"https://t.me/{name.removeprefix('@')}" if name else "",
            settings={"channel": name, "group": chat.get("linked_chat_id"), "bot": bot["id"], "describe": bool(data.get("describe"))},
            secrets={"token": data["token"]},
        )

    def probe(self, account: Account) -> Health:
        client = self._client(account)
        try:
            chat = client.ask("getChat", chat_id=account.remote_id)
            sentence = _rights(client, chat, account.settings["bot"])
        except ChannelError as error:
            return Health(ok=False, sentence=str(error), needs_person=error.reauthorise)
        return Health(ok=not sentence, sentence=sentence, name=chat.get("title", ""), needs_person=bool(sentence))


def _words(text: str, name: str) -> dict[str, Any]:
    return {name: html_of(text), "parse_mode": "HTML"}


def _caption(account: Account, message: Message) -> dict[str, Any]:
    return _words(text_of(message, describe=account.settings.get("describe", True)), "caption")


def _media(message: Message, caption: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, tuple[str, bytes, str]]]:
    """The pictures or the video as Telegram's input media, the words under the first, and their files."""
    files = {
        f"file{n}": ("p.jpg", media.jpeg(picture, most_bytes=PICTURE_BYTES), "image/jpeg") for n, picture in enumerate(message.pictures)
    }
    kind = "photo"
    if message.clip:
        content, content_type = media.clip_bytes(message.clip)
        files, kind = {"file0": ("v.mp4", content, content_type)}, "video"
    items: list[dict[str, Any]] = [{"type": kind, "media": f"attach://{name}"} for name in files]
    items[0] |= caption | ({"supports_streaming": True} if message.clip else {})
    return items, files


def _edit(client: Client, method: str, **said: Any) -> None:
    try:
        client.ask(method, **said)
    except WireError as error:
        if "not modified" not in error.code:
            raise


def _rights(client: Client, chat: Mapping[str, Any], bot: int) -> str:
    """What the bot lacks to speak in the channel, in words."""
    if chat["type"] != "channel":
        return _("This is not a channel.")
    member = client.ask("getChatMember", chat_id=chat["id"], user_id=bot)
    if member["status"] != "administrator" or not all(member.get(right) for right in RIGHTS):
        return _("The bot must be an administrator of the channel, with the right to post, edit and delete messages.")
    return ""


channels.register(Telegram())
