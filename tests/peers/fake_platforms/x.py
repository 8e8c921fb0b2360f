"""X's API v2: posts, media in pieces, mentions, moderation; refresh tokens that serve once; identical words refused."""

import base64
import hashlib
from datetime import UTC, datetime
from typing import Any

from peers.fake_platforms.server import Call, Fault, Platform, Reply, route

ME = "4242"
CLIENT = "client-1", "client-secret"


def problem(status: int, title: str, detail: str, **more: Any) -> Reply:
    return Reply({"title": title, "detail": detail, "type": "about:blank", "status": status, **more}, status)


class X(Platform):
    def reset(self) -> None:
        super().reset()
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.access, self.refresh = "token-1", "refresh-1"
        self.challenge = ""
        self.tweets: dict[str, dict[str, Any]] = {}
        self.media: dict[str, dict[str, Any]] = {}
        self.blocked: set[str] = set()
        self.processing: list[str] = []
        self.events: list[dict[str, Any]] = []  # private messages, newest first
        self.may_talk = True

    def busy(self, fault: Fault) -> Reply:
        return Reply({"title": "Too Many Requests", "status": 429}, 429, fault.headers)

    def serve(self, call: Call) -> Reply:
        if call.path != "/2/oauth2/token" and call.token != self.access:
            raise problem(401, "Unauthorized", "Unauthorized")
        return super().serve(call)

    @route("POST", "/2/oauth2/token")
    def token(self, call: Call) -> Any:
        given = base64.b64decode(call.token).decode().split(":")
        if tuple(given) != CLIENT:
            raise Reply({"error": "unauthorized_client", "error_description": "Missing valid authorization header"}, 401)
        if call.said("grant_type") == "authorization_code":
            shown = base64.urlsafe_b64encode(hashlib.sha256(call.said("code_verifier").encode()).digest()).rstrip(b"=").decode()
            if call.said("code") != "good-code" or shown != self.challenge:
                raise Reply({"error": "invalid_request", "error_description": "Value passed for the authorization code was invalid."}, 400)
        elif call.said("refresh_token") != self.refresh:
            raise Reply({"error": "invalid_request", "error_description": "Value passed for the token was invalid."}, 400)
        self.last_id += 1
        self.access, self.refresh = f"token-{self.last_id}", f"refresh-{self.last_id}"
        return {
            "token_type": "bearer",
            "expires_in": 7200,
            "access_token": self.access,
            "refresh_token": self.refresh,
            "scope": "tweet.write",
        }

    @route("GET", "/2/users/me")
    def me(self, call: Call) -> Any:
        return {"data": {"id": ME, "name": "Valbourg", "username": "valbourg", "public_metrics": {"followers_count": 77}}}

    @route("GET", "/2/users")
    def people(self, call: Call) -> Any:
        return {"data": [{"id": id, "name": f"n{id}", "username": f"user{id}"} for id in call.said("ids").split(",")]}

    # Publications

    @route("POST", "/2/tweets")
    def post(self, call: Call) -> Any:
        text = call.data.get("text", "")
        if any(tweet["words"] == text and tweet["author_id"] == ME for tweet in self.tweets.values()):
            raise problem(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content.")
        media = call.data.get("media", {}).get("media_ids", [])
        if any(not self.media.get(id, {}).get("whole") for id in media):
            raise problem(400, "Invalid Request", "Your media IDs are invalid.")
        return Reply({"data": {"id": self.put(text, ME, media=media, said=call.data), "text": text}}, 201)

    def put(self, words: str, author: str, **more: Any) -> str:
        """The text as X gives it back: links folded, signs escaped."""
        id, folded, urls = self.new_id(), words, []
        for n, word in enumerate(word for word in words.split() if word.startswith("http")):
            folded = folded.replace(word, f"https://t.co/{n}")
            urls.append({"url": f"https://t.co/{n}", "expanded_url": word})
        if more.get("media"):
            folded += " https://t.co/p"
            urls.append({"url": "https://t.co/p", "expanded_url": "https://x.com/v/photo/1", "media_key": "3_1"})
        folded = folded.replace("&", "&amp;").replace("<", "&lt;")
        self.tweets[id] = {
            "id": id, "words": words, "text": folded, "author_id": author, "created_at": self.now.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "at": self.now, "entities": {"urls": urls}, "lang": "fr", **more,
        }  # fmt: skip
        return id

    def shown(self, tweet: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in tweet.items() if name not in ("words", "at", "media", "said", "hidden")}

    @route("GET", f"/2/users/{ME}/(tweets|mentions)")
    def lists(self, call: Call) -> Any:
        rows = [tweet for tweet in self.tweets.values() if (tweet["author_id"] == ME) == (call.found[0] == "tweets")]
        if since := call.query.get("since_id"):
            rows = [tweet for tweet in rows if int(tweet["id"]) > int(since)]
        if start := call.query.get("start_time"):
            rows = [tweet for tweet in rows if tweet["at"] >= datetime.fromisoformat(start)]
        return {"data": [self.shown(tweet) for tweet in reversed(rows)], "meta": {"result_count": len(rows)}} if rows else {"meta": {}}

    @route("GET", "/2/tweets")
    def several(self, call: Call) -> Any:
        found = [self.tweets[id] for id in call.said("ids").split(",") if id in self.tweets]
        metrics = {"impression_count": 120, "like_count": 3, "reply_count": 0, "retweet_count": 1, "quote_count": 0}
        return {"data": [self.shown(tweet) | {"public_metrics": metrics} for tweet in found]}

    @route("DELETE", "/2/tweets/(\\d+)")
    def remove(self, call: Call) -> Any:
        if call.found[0] not in self.tweets:
            raise problem(404, "Not Found Error", "Could not find tweet")
        del self.tweets[call.found[0]]
        return {"data": {"deleted": True}}

    @route("PUT", "/2/tweets/(\\d+)/hidden")
    def hide(self, call: Call) -> Any:
        self.tweets[call.found[0]]["hidden"] = call.data["hidden"]
        return {"data": {"hidden": call.data["hidden"]}}

    @route("POST", f"/2/users/{ME}/blocking")
    def block(self, call: Call) -> Any:
        self.blocked.add(call.data["target_user_id"])
        return {"data": {"blocking": True}}

    @route("DELETE", f"/2/users/{ME}/blocking/(\\d+)")
    def unblock(self, call: Call) -> Any:
        self.blocked.discard(call.found[0])
        return {"data": {"blocking": False}}

    # Private messages

    def tell(self, sender: str, text: str, *, talk: str = "", at: datetime | None = None) -> str:
        id = self.new_id()
        row = {"id": id, "event_type": "MessageCreate", "text": text, "sender_id": sender, "dm_conversation_id": talk or f"{sender}-{ME}"}
        self.events.insert(0, row | {"created_at": (at or self.now).strftime("%Y-%m-%dT%H:%M:%S.000Z")})
        return id

    def _must_talk(self) -> None:
        if not self.may_talk:
            raise problem(403, "Forbidden", "Your client app is not configured with the appropriate oauth2 app permissions.")

    @route("GET", "/2/dm_events")
    def private(self, call: Call) -> Any:
        self._must_talk()
        first, size = int(call.query.get("pagination_token", 0)), int(call.query["max_results"])
        rows, more = self.events[first : first + size], first + size < len(self.events)
        return {"data": rows, "meta": {"next_token": str(first + size)} if more else {}} if rows else {"meta": {"result_count": 0}}

    @route("POST", "/2/dm_conversations/with/(\\d+)/messages")
    def send(self, call: Call) -> Any:
        self._must_talk()
        talk = f"{call.found[0]}-{ME}"
        return Reply({"data": {"dm_conversation_id": talk, "dm_event_id": self.tell(ME, call.data["text"], talk=talk)}}, 201)

    @route("DELETE", "/2/dm_events/(\\d+)")
    def unsay(self, call: Call) -> Any:
        self.events = [row for row in self.events if row["id"] != call.found[0]]
        return {"data": {"deleted": True}}

    # Media, in pieces

    @route("POST", "/2/media/upload/initialize")
    def begin(self, call: Call) -> Any:
        id = self.new_id()
        self.media[id] = {**call.data, "parts": {}, "whole": False}
        return {"data": {"id": id, "expires_after_secs": 86400}}

    @route("POST", "/2/media/upload/(\\d+)/append")
    def append(self, call: Call) -> Any:
        self.media[call.found[0]]["parts"][int(call.data["segment_index"])] = call.data["media"]
        return {}

    @route("POST", "/2/media/upload/(\\d+)/finalize")
    def end(self, call: Call) -> Any:
        media = self.media[call.found[0]]
        if sum(len(part) for part in media["parts"].values()) != media["total_bytes"]:
            raise problem(400, "Invalid Request", "Segments do not add up to provided total file size.")
        media["whole"] = True
        return {"data": {"id": call.found[0]}}

    @route("GET", "/2/media/upload")
    def state(self, call: Call) -> Any:
        state = self.processing.pop(0) if self.processing else "succeeded"
        return {"data": {"id": call.said("media_id"), "processing_info": {"state": state, "check_after_secs": 12}}}

    @route("POST", "/2/media/(metadata|subtitles)")
    def describe(self, call: Call) -> Any:
        self.media[call.data["id"]][call.found[0]] = call.data
        return {"data": {"id": call.data["id"]}}
