"""A Telegram Bot API on this machine, from its public documentation (2026): one bot, one channel, its discussion group.

It keeps no key and lets nobody read back, as the real one: what a lost answer hides stays hidden.
"""

import html
import json
import time
from typing import Any

from peers.fake_platforms.server import Call, Fault, Platform, Reply, route

TOKEN = "123456789:AAErealLookingTokenOfTheTests_0123"
BOT, CHANNEL, GROUP = 42, -1001111, -1002222
BOTPATH = f"/bot{TOKEN}/"


def refuse(status: int, description: str, **parameters: Any) -> Reply:
    return Reply(
        {"ok": False, "error_code": status, "description": description} | ({"parameters": parameters} if parameters else {}), status
    )


def without_files(said: Any) -> Any:
    """A file is told by its size."""
    if isinstance(said, bytes):
        return {"file_size": len(said)}
    if isinstance(said, dict):
        return {name: without_files(value) for name, value in said.items()}
    return [without_files(one) for one in said] if isinstance(said, list) else said


class Telegram(Platform):
    """`messages` is what stands in each chat: (chat, id) -> message."""

    def reset(self) -> None:
        super().reset()
        self.messages: dict[tuple[int, int], dict[str, Any]] = {}
        self.updates: list[dict[str, Any]] = []
        self.banned: set[int] = set()
        self.admin = True

    def serve(self, call: Call) -> Reply:
        if not call.path.startswith(BOTPATH):
            raise refuse(401, "Unauthorized")
        for name, value in call.data.items():  # fields of a multipart call are JSON in words
            if isinstance(value, str) and value[:1] in "[{" and name != "caption":
                call.data[name] = json.loads(value)
        reply = super().serve(call)
        return Reply({"ok": True, "result": without_files(reply.data)})

    def busy(self, fault: Fault) -> Reply:
        return refuse(429, "Too Many Requests: retry after 7", retry_after=7)

    def posts(self) -> list[dict[str, Any]]:
        return [message for (chat, _id), message in sorted(self.messages.items()) if chat == CHANNEL]

    def put(self, chat: int, **said: Any) -> dict[str, Any]:
        """A message, and what the bot hears of it."""
        id = int(self.new_id())
        sort = "channel" if chat == CHANNEL else "supergroup" if chat < 0 else "private"
        message = {"message_id": id, "date": int(time.time()), "chat": {"id": chat, "type": sort}, **said}
        self.messages[chat, id] = message
        return message

    def hear(self, chat: int, *, edited: bool = False, **said: Any) -> dict[str, Any]:
        message = said.pop("again", None) or self.put(chat, **said)
        message |= said
        self.updates.append({"update_id": 500 + int(self.new_id()), "edited_message" if edited else "message": dict(message)})
        return message

    def forward_to_group(self, post: dict[str, Any]) -> dict[str, Any]:
        """Telegram itself copies each post into the linked group."""
        origin = {"type": "channel", "chat": {"id": CHANNEL}, "message_id": post["message_id"]}
        return self.hear(GROUP, is_automatic_forward=True, forward_origin=origin, sender_chat={"id": CHANNEL, "title": "Commune"})

    def _chat(self, call: Call) -> int:
        asked = str(call.data.get("chat_id"))
        found = {"@valbourg": CHANNEL, str(CHANNEL): CHANNEL, str(GROUP): GROUP, "77": 77}.get(asked)
        if found is None:
            raise refuse(400, "Bad Request: chat not found")
        return found

    def _words(self, call: Call, name: str, most: int) -> str:
        said = str(call.data.get(name, ""))
        bare = html.unescape(said)
        if call.data.get("parse_mode") == "HTML" and "<" in said.replace("&lt;", ""):
            raise refuse(400, "Bad Request: can't parse entities")
        if len(bare.encode("utf-16-le")) // 2 > most:
            raise refuse(400, f"Bad Request: message {'caption ' if name == 'caption' else ''}is too long")
        return bare

    def _there(self, call: Call) -> dict[str, Any]:
        found = self.messages.get((self._chat(call), int(call.data["message_id"])))
        if found is None:
            raise refuse(400, "Bad Request: message to edit not found")
        return found

    def _reply(self, call: Call) -> dict[str, Any]:
        return {"reply_to_message": call.data["reply_parameters"]} if call.data.get("reply_parameters") else {}

    @route("POST", BOTPATH + "getMe")
    def me(self, call: Call) -> Any:
        return {"id": BOT, "is_bot": True, "username": "valbourg_bot"}

    @route("POST", BOTPATH + "getChat")
    def chat(self, call: Call) -> Any:
        id = self._chat(call)
        return {
            "id": id,
            "type": "channel" if id == CHANNEL else "supergroup",
            "title": "Commune",
            "username": "valbourg",
            "linked_chat_id": GROUP,
        }

    @route("POST", BOTPATH + "getChatMember")
    def member(self, call: Call) -> Any:
        rights = dict.fromkeys(("can_post_messages", "can_edit_messages", "can_delete_messages"), self.admin)
        return {"status": "administrator" if self.admin else "left", **rights}

    @route("POST", BOTPATH + "getChatMemberCount")
    def count(self, call: Call) -> Any:
        return 321

    @route("POST", BOTPATH + "sendMessage")
    def send(self, call: Call) -> Any:
        text = self._words(call, "text", 4096)
        if not text:
            raise refuse(400, "Bad Request: message text is empty")
        return self.put(self._chat(call), text=text, preview=call.data.get("link_preview_options"), **self._reply(call))

    @route("POST", BOTPATH + "send(Photo|Video)")
    def send_file(self, call: Call) -> Any:
        kind = call.found[0].lower()
        return self.put(self._chat(call), caption=self._words(call, "caption", 1024), **{kind: call.data[kind]})

    @route("POST", BOTPATH + "sendMediaGroup")
    def send_group(self, call: Call) -> Any:
        made = []
        for item in call.data["media"]:
            said = self._words(Call("", "", {}, {}, b"", item), "caption", 1024)
            made.append(self.put(self._chat(call), caption=said, photo=call.data[item["media"].removeprefix("attach://")]))
        return made

    @route("POST", BOTPATH + "sendPoll")
    def send_poll(self, call: Call) -> Any:
        return self.put(self._chat(call), poll={name: call.data[name] for name in ("question", "options", "allows_multiple_answers")})

    @route("POST", BOTPATH + "editMessageText")
    def edit_text(self, call: Call) -> Any:
        message, text = self._there(call), self._words(call, "text", 4096)
        if "text" not in message:
            raise refuse(400, "Bad Request: there is no text in the message to edit")
        if message["text"] == text:
            raise refuse(400, "Bad Request: message is not modified: specified new message content is exactly the same")
        message["text"] = text
        return message

    @route("POST", BOTPATH + "editMessageMedia")
    def edit_media(self, call: Call) -> Any:
        message, item = self._there(call), call.data["media"]
        message["caption"] = self._words(Call("", "", {}, {}, b"", item), "caption", 1024)
        message[item["type"]] = call.data[item["media"].removeprefix("attach://")]
        return message

    @route("POST", BOTPATH + "deleteMessages")
    def delete(self, call: Call) -> Any:
        for id in call.data["message_ids"]:
            self.messages.pop((self._chat(call), id), None)
        return True

    @route("POST", BOTPATH + "getUpdates")
    def get_updates(self, call: Call) -> Any:
        """What lies before the offset is forgotten for good."""
        self.updates = [update for update in self.updates if update["update_id"] >= int(call.data.get("offset", 0))]
        return self.updates[: int(call.data.get("limit", 100))]

    @route("POST", BOTPATH + "(un)?ban(ChatMember|ChatSenderChat)")
    def ban(self, call: Call) -> Any:
        whom = int(call.data.get("user_id") or call.data["sender_chat_id"])
        (self.banned.discard if call.found[0] else self.banned.add)(whom)
        return True
