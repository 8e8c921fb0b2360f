"""LinkedIn's versioned API: one Page, its posts, uploads in pieces, comments, statistics."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from peers.fake_platforms.server import Call, Platform, Reply, route

PAGE = "urn:li:organization:2414183"
CLIENT = {"client_id": "client-1", "client_secret": "client-secret"}
VERSIONS = {"202601"}


def refusal(status: int, message: str, code: str = "") -> Reply:
    return Reply({"status": status, "code": code or "ERROR", "message": message}, status)


class LinkedIn(Platform):
    def reset(self) -> None:
        super().reset()
        self.now = datetime.now(UTC)
        self.posts: dict[str, dict[str, Any]] = {}
        self.comments: dict[str, dict[str, Any]] = {}
        self.uploads: dict[str, dict[str, Any]] = {}
        self.video_states: list[str] = []

    def serve(self, call: Call) -> Reply:
        call.path = unquote(call.path)
        if call.path.startswith("/rest/"):
            if call.token not in ("token-1", "token-2"):
                raise refusal(401, "Invalid access token", "INVALID_ACCESS_TOKEN")
            if call.headers.get("linkedin-version") not in VERSIONS:
                raise refusal(426, "Requested version is not active", "NONEXISTENT_VERSION")
        return super().serve(call)

    @property
    def stamp(self) -> int:
        return int(self.now.timestamp() * 1000)

    @route("POST", "/oauth/v2/accessToken")
    def token(self, call: Call) -> Any:
        if {name: call.said(name) for name in CLIENT} != CLIENT:
            raise Reply({"error": "invalid_client", "error_description": "Client authentication failed"}, 401)
        if call.said("grant_type") == "refresh_token":
            return {"access_token": "token-2", "expires_in": 5184000}
        if call.said("code") != "good-code":
            raise Reply({"error": "invalid_request", "error_description": "Unable to retrieve access token"}, 400)
        return {"access_token": "token-1", "expires_in": 5184000, "scope": "w_organization_social"}

    @route("GET", "/rest/organizationAcls")
    def roles(self, call: Call) -> Any:
        return {"elements": [{"organization": PAGE, "role": "ADMINISTRATOR", "state": "APPROVED"}]}

    @route("GET", "/rest/organizations/2414183")
    def page(self, call: Call) -> Any:
        return {"id": 2414183, "localizedName": "Commune de Valbourg", "vanityName": "valbourg"}

    # Posts

    @route("POST", "/rest/posts")
    def post(self, call: Call) -> Any:
        if any(post["commentary"] == call.data["commentary"] for post in self.posts.values()):
            raise refusal(422, "Content is a duplicate of urn:li:share:1", "DUPLICATE_POST")
        content = call.data.get("content", {})
        images = [content["media"]] if "media" in content else content.get("multiImage", {}).get("images", [])
        if any(not self.uploads.get(image["id"], {}).get("whole") for image in images):
            raise refusal(400, "Media asset is not uploaded")
        urn = f"urn:li:share:{self.new_id()}"
        self.posts[urn] = {"id": urn, **call.data, "createdAt": self.stamp, "publishedAt": self.stamp}
        return Reply(None, 201, {"x-restli-id": urn})

    @route("GET", "/rest/posts")
    def found(self, call: Call) -> Any:
        if call.headers.get("x-restli-method") != "FINDER" or call.said("author") != PAGE:
            raise refusal(400, "Syntax exception in path variables")
        return {"elements": list(reversed(self.posts.values()))[: int(call.said("count"))]}

    @route("POST", r"/rest/posts/(urn:li:share:\d+)")
    def change(self, call: Call) -> Any:
        self.posts[call.found[0]].update(call.data["patch"]["$set"])
        return Reply(None, 204)

    @route("DELETE", r"/rest/posts/(urn:li:share:\d+)")
    def remove(self, call: Call) -> Any:
        self.posts.pop(call.found[0], None)
        return Reply(None, 204)

    # Uploads

    @route("POST", "/rest/(images|videos)")
    def upload(self, call: Call) -> Any:
        sort = call.found[0][:-1]
        if call.query.get("action") == "finalizeUpload":
            asked = call.data["finalizeUploadRequest"]
            upload = self.uploads[asked["video"]]
            upload["whole"] = asked["uploadedPartIds"] == [f"etag-{n}" for n in range(len(upload["parts"]))] and all(upload["parts"])
            return Reply(None, 200)
        asked, urn = call.data["initializeUploadRequest"], f"urn:li:{sort}:{self.new_id()}"
        place = f"{self.address}/dms-uploads/{urn}"
        if sort == "image":
            self.uploads[urn] = {"parts": [b""], "whole": False}
            return {"value": {"image": urn, "uploadUrl": f"{place}/0"}}
        half = asked["fileSizeBytes"] // 2
        cuts = [(0, half - 1), (half, asked["fileSizeBytes"] - 1)]
        self.uploads[urn] = {"parts": [b"", b""], "whole": False}
        steps = [{"uploadUrl": f"{place}/{n}", "firstByte": first, "lastByte": last} for n, (first, last) in enumerate(cuts)]
        return {"value": {"video": urn, "uploadInstructions": steps, "uploadToken": "", "captionsUploadUrl": f"{place}/captions"}}

    @route("PUT", r"/dms-uploads/(urn:li:\w+:\d+)/(\d+|captions)")
    def put(self, call: Call) -> Any:
        upload = self.uploads[call.found[0]]
        if call.found[1] == "captions":
            upload["captions"] = call.data["data"]
            return Reply(None, 201)
        upload["parts"][int(call.found[1])] = call.body
        upload["whole"] = ":image:" in call.found[0]
        return Reply(None, 201, {"ETag": f'"etag-{call.found[1]}"'})

    @route("GET", r"/rest/videos/(urn:li:video:\d+)")
    def state(self, call: Call) -> Any:
        return {"id": call.found[0], "status": self.video_states.pop(0) if self.video_states else "AVAILABLE"}

    # Comments

    def say(self, about: str, text: str, actor: str = "urn:li:person:A1", parent: str = "") -> str:
        number = self.new_id()
        urn = f"urn:li:comment:({about},{number})"
        self.comments[urn] = {
            "id": number, "commentUrn": urn, "object": about, "actor": actor, "message": {"text": text}, "created": {"time": self.stamp},
            **({"parentComment": parent} if parent else {}),
        }  # fmt: skip
        return urn

    @route("GET", r"/rest/socialActions/(urn:.+)/comments")
    def under(self, call: Call) -> Any:
        place = call.found[0]
        rows = [row for row in self.comments.values() if place == (row.get("parentComment") or row["object"])]
        counted = [{**row, "commentsSummary": {"aggregatedTotalComments": self._under(row["commentUrn"])}} for row in rows]
        return {"elements": counted}

    def _under(self, urn: str) -> int:
        return sum(row.get("parentComment") == urn for row in self.comments.values())

    @route("POST", r"/rest/socialActions/(urn:.+)/comments")
    def comment(self, call: Call) -> Any:
        said = call.data
        urn = self.say(said["object"], said["message"]["text"], said["actor"], said.get("parentComment", ""))
        return Reply(self.comments[urn], 201, {"x-restli-id": self.comments[urn]["id"]})

    @route("DELETE", r"/rest/socialActions/(urn:li:\w+:\d+)/comments/(\d+)")
    def uncomment(self, call: Call) -> Any:
        urn = f"urn:li:comment:({call.found[0]},{call.found[1]})"
        if urn not in self.comments or call.said("actor") != PAGE:
            raise refusal(404, "Not found")
        del self.comments[urn]
        return Reply(None, 204)

    # Figures

    @route("GET", "/rest/organizationalEntityShareStatistics")
    def statistics(self, call: Call) -> Any:
        said = {"impressionCount": 300, "uniqueImpressionsCount": 210, "clickCount": 9, "likeCount": 4, "commentCount": 0, "shareCount": 1}
        if "shares" not in call.query:
            return {"elements": [{"organizationalEntity": PAGE, "totalShareStatistics": said}]}
        urns = call.query["shares"].removeprefix("List(").removesuffix(")").split(",")
        return {"elements": [{"share": urn, "totalShareStatistics": said} for urn in urns if urn in self.posts]}

    @route("GET", f"/rest/networkSizes/{PAGE}")
    def followers(self, call: Call) -> Any:
        return {"firstDegreeSize": 219}


def signed(data: dict[str, Any], secret: str = CLIENT["client_secret"]) -> tuple[dict[str, str], bytes]:
    body = json.dumps(data).encode()
    return {"X-LI-Signature": hmac.new(secret.encode(), b"hmacsha256=" + body, hashlib.sha256).hexdigest()}, body
