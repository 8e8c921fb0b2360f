"""A Bluesky data server on this machine, with what the AppView would answer: as the real one was measured (2026-07).

`putRecord` with `swapRecord: null`: new gives 200, the same again 200 and the same cid, anything else 400 InvalidSwap.
`getRecord` of nothing is a 400. Blobs are weighed when a record uses them, not when they are given.
"""

import base64
import hashlib
import json
import time
from typing import Any

from peers.fake_platforms.server import Call, Fault, Platform, Reply, route

DID, NAME, PASSWORD = "did:plc:valbourg", "valbourg.example", "abcd-efgh-ijkl-mnop"
LEA, OMAR = "did:plc:lea", "did:plc:omar"
HANDLES = {DID: NAME, LEA: "lea.example", OMAR: "omar.example"}
X = "/xrpc/"
POST = "app.bsky.feed.post"


def refuse(code: str, message: str = "", status: int = 400) -> Reply:
    return Reply({"error": code, "message": message or code}, status)


def token(use: str, number: int, seconds: int = 7200) -> str:
    said = {"scope": use, "n": number, "exp": int(time.time()) + seconds}
    return ".".join(["h", base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("="), "s"])


def cid_of(record: Any) -> str:
    return "bafyrei" + hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()[:52]


class Pds(Platform):
    """`records` is what stands there: at:// address -> record, of everybody."""

    def reset(self) -> None:
        super().reset()
        self.records: dict[str, dict[str, Any]] = {}
        self.blobs: dict[str, tuple[str, bytes]] = {}
        self.reports: list[dict[str, Any]] = []
        self.notices: list[dict[str, Any]] = []
        self.likes: dict[str, int] = {}
        self.talks: dict[str, list[dict[str, Any]]] = {}  # conversation -> messages, newest first
        self.members: dict[str, list[str]] = {}
        self.may_talk = True
        self.commits = self.sessions = 0
        self.password = PASSWORD
        self.live: dict[str, list[str]] = {"access": [], "refresh": []}

    def busy(self, fault: Fault) -> Reply:
        return Reply(
            {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"},
            429,
            {"ratelimit-reset": str(int(time.time()) + 40)} | fault.headers,
        )

    def posts(self) -> list[dict[str, Any]]:
        return [record for uri, record in self.records.items() if uri.startswith(f"at://{DID}/{POST}/")]

    def say(self, who: str, text: str, *, under: str = "", notify: str = "reply") -> str:
        """Somebody else posts; the town is told, or is not."""
        uri = f"at://{who}/{POST}/{self.new_id()}"
        record: dict[str, Any] = {"text": text, "langs": ["fr"], "createdAt": "2026-03-12T11:00:00.000Z"}
        if under:
            parent = {"uri": under, "cid": cid_of(self.records[under])}
            record["reply"] = {"root": self.records[under].get("reply", {}).get("root", parent), "parent": parent}
        self.records[uri] = record
        if notify:
            self.notices.insert(0, self._view(uri) | {"reason": notify})
        return uri

    def forget_sessions(self) -> None:
        self.live = {"access": [], "refresh": []}

    def new_session(self) -> dict[str, Any]:
        """Sessions stand side by side, as on a real server."""
        self.sessions += 1
        for use, tokens in self.live.items():
            tokens.append(token(use, self.sessions))
        endpoint = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": self.address}
        return {
            "did": DID,
            "handle": NAME,
            "accessJwt": self.live["access"][-1],
            "refreshJwt": self.live["refresh"][-1],
            "didDoc": {"service": [endpoint]},
        }

    def _must_be(self, call: Call, use: str = "access") -> None:
        if call.token not in self.live[use]:
            raise refuse("ExpiredToken", "Token has expired")

    def _view(self, uri: str) -> dict[str, Any]:
        did = uri.split("/")[2]
        record = self.records[uri]
        return {
            "uri": uri, "cid": cid_of(record), "author": {"did": did, "handle": HANDLES[did], "displayName": HANDLES[did].partition(".")[0].title()},
            "record": record, "indexedAt": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()), "likeCount": self.likes.get(uri, 0),
            "replyCount": 0, "repostCount": 0, "quoteCount": 0,
        }  # fmt: skip

    # Sessions

    @route("POST", X + r"com\.atproto\.server\.createSession")
    def create(self, call: Call) -> Any:
        if call.said("identifier") not in (NAME, DID) or call.said("password") != self.password:
            raise refuse("AuthenticationRequired", "Invalid identifier or password", 401)
        return self.new_session()

    @route("POST", X + r"com\.atproto\.server\.refreshSession")
    def refresh(self, call: Call) -> Any:
        self._must_be(call, "refresh")
        return self.new_session()

    @route("GET", X + r"com\.atproto\.server\.getSession")
    def session(self, call: Call) -> Any:
        self._must_be(call)
        return {"did": DID, "handle": NAME, "active": True}

    # The repository

    @route("POST", X + r"com\.atproto\.repo\.uploadBlob")
    def upload(self, call: Call) -> Any:
        self._must_be(call)
        link = "bafkrei" + hashlib.sha256(call.body).hexdigest()[:52]
        self.blobs[link] = (call.headers["content-type"], call.body)
        return {"blob": {"$type": "blob", "ref": {"$link": link}, "mimeType": call.headers["content-type"], "size": len(call.body)}}

    @route("POST", X + r"com\.atproto\.repo\.putRecord")
    def put(self, call: Call) -> Any:
        self._must_be(call)
        record, uri = call.data["record"], f"at://{DID}/{call.said('collection')}/{call.said('rkey')}"
        if call.said("collection") == POST and len(record["text"].encode()) > 3000:
            raise refuse("InvalidRequest", "Invalid app.bsky.feed.post record: Record/text must not be longer than 3000 bytes")
        self._weigh(record)
        there = self.records.get(uri)
        if there == record:
            return {"uri": uri, "cid": cid_of(record), "validationStatus": "valid"}
        if "swapRecord" in call.data and call.data["swapRecord"] != (cid_of(there) if there else None):
            raise refuse("InvalidSwap", "Record was at another cid")
        self.records[uri] = record
        self.commits += 1
        return {"uri": uri, "cid": cid_of(record), "validationStatus": "valid"}

    def _weigh(self, said: Any) -> None:
        if isinstance(said, dict):
            if said.get("$type") == "blob":
                if said["ref"]["$link"] not in self.blobs:
                    raise refuse("InvalidRequest", f"Could not find blob: {said['ref']['$link']}")
                if said["mimeType"].startswith("image/") and said["size"] > 1_000_000:
                    raise refuse("BlobTooLarge", "This file is too large. It is 1.2MB but the maximum size is 976.56KB.")
            for value in said.values():
                self._weigh(value)
        elif isinstance(said, list):
            for value in said:
                self._weigh(value)

    @route("GET", X + r"com\.atproto\.repo\.getRecord")
    def get(self, call: Call) -> Any:
        uri = f"at://{call.said('repo')}/{call.said('collection')}/{call.said('rkey')}"
        if uri not in self.records:
            raise refuse("RecordNotFound", f"Could not locate record: {uri}")
        return {"uri": uri, "cid": cid_of(self.records[uri]), "value": self.records[uri]}

    @route("POST", X + r"com\.atproto\.repo\.deleteRecord")
    def delete(self, call: Call) -> Any:
        self._must_be(call)
        self.records.pop(f"at://{DID}/{call.said('collection')}/{call.said('rkey')}", None)
        return {}

    # What the AppView would answer

    @route("GET", X + r"com\.atproto\.identity\.resolveHandle")
    def resolve(self, call: Call) -> Any:
        for did, handle in HANDLES.items():
            if handle == call.said("handle"):
                return {"did": did}
        raise refuse("InvalidRequest", "Unable to resolve handle")

    @route("GET", X + r"app\.bsky\.feed\.getPosts")
    def get_posts(self, call: Call) -> Any:
        self._must_be(call)
        asked = call.all("uris")
        return {"posts": [self._view(uri) for uri in asked if uri in self.records]}

    @route("GET", X + r"app\.bsky\.feed\.getPostThread")
    def thread(self, call: Call) -> Any:
        self._must_be(call)
        if call.said("uri") not in self.records:
            raise refuse("NotFound", "Post not found")
        return {"thread": self._thread(call.said("uri"))}

    def _thread(self, uri: str) -> dict[str, Any]:
        below = [other for other, record in self.records.items() if record.get("reply", {}).get("parent", {}).get("uri") == uri]
        return {"post": self._view(uri), "replies": [self._thread(other) for other in below]}

    @route("GET", X + r"app\.bsky\.notification\.listNotifications")
    def notifications(self, call: Call) -> Any:
        self._must_be(call)
        return {"notifications": self.notices}

    @route("GET", X + r"app\.bsky\.actor\.getProfile")
    def profile(self, call: Call) -> Any:
        self._must_be(call)
        blocks = [uri for uri, record in self.records.items() if record.get("subject") == call.said("actor")]
        return {"did": call.said("actor"), "followersCount": 12, "viewer": {"blocking": blocks[0]} if blocks else {}}

    @route("POST", X + r"com\.atproto\.moderation\.createReport")
    def report(self, call: Call) -> Any:
        self._must_be(call)
        self.reports.append(call.data)
        return {"id": len(self.reports)}

    # Private messages: the data server carries them to the chat service, if the app password may

    def tell(self, who: str, text: str, *, talk: str = "talk1", members: tuple[str, ...] = ()) -> str:
        """Somebody says it in a conversation."""
        id = f"m{self.new_id()}"
        self.members.setdefault(talk, list(members) or [DID, who])
        said = {"$type": "chat.bsky.convo.defs#messageView", "id": id, "text": text, "sender": {"did": who}, "sentAt": _now()}
        self.talks.setdefault(talk, []).insert(0, said)
        return id

    def _must_talk(self, call: Call) -> None:
        self._must_be(call)
        if not self.may_talk:
            raise refuse("InvalidToken", "Bad token method")
        if call.headers.get("atproto-proxy") != "did:web:api.bsky.chat#bsky_chat":
            raise refuse("MethodNotImplemented", "Method Not Implemented", 501)

    @route("GET", X + r"chat\.bsky\.convo\.listConvos")
    def talks_of(self, call: Call) -> Any:
        self._must_talk(call)
        names = {did: {"did": did, "handle": handle, "displayName": handle.partition(".")[0].title()} for did, handle in HANDLES.items()}
        rows = [
            {"id": id, "members": [names[did] for did in self.members[id]], "lastMessage": said[0], "status": "request"}
            for id, said in self.talks.items()
        ]
        return {"convos": sorted(rows, key=lambda row: row["lastMessage"]["sentAt"], reverse=True)}

    @route("GET", X + r"chat\.bsky\.convo\.getMessages")
    def messages(self, call: Call) -> Any:
        self._must_talk(call)
        return {"messages": self.talks[call.said("convoId")]}

    @route("POST", X + r"chat\.bsky\.convo\.acceptConvo")
    def accept(self, call: Call) -> Any:
        self._must_talk(call)
        return {}

    @route("POST", X + r"chat\.bsky\.convo\.sendMessage")
    def send(self, call: Call) -> Any:
        self._must_talk(call)
        self.tell(DID, call.data["message"]["text"], talk=call.said("convoId"))
        return self.talks[call.said("convoId")][0]


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
