"""Instagram and Threads: containers, publications, what others say under them."""

import json
from typing import Any

from peers.fake_platforms.meta import APP_ID, APP_SECRET, Meta, error, route, stamp
from peers.fake_platforms.server import Call

ME = "17841400000000001"
COLUMNS = {
    "caption",
    "text",
    "image_url",
    "video_url",
    "alt_text",
    "media_type",
    "children",
    "reply_to_id",
    "link_attachment",
    "poll_attachment",
}
V = r"(?:/v[\d.]+)"


class _Shared(Meta):
    tokens = {"long-1": "me", "long-2": "me", "short": "me"}
    quota_names = ("quota_usage", "config")

    def reset(self) -> None:
        super().reset()
        self.quota = {"used": 0, "total": 100}

    def consent(self, call: Call) -> Any:
        if (call.said("client_id"), call.said("client_secret"), call.said("code")) != (APP_ID, APP_SECRET, "good-code"):
            raise error(100, "Invalid code")
        return {"access_token": "short", "user_id": ME}

    @route("GET", "/access_token")
    def exchange(self, call: Call) -> Any:
        if call.said("client_secret") != APP_SECRET or call.said("access_token") != "short":
            raise error(190, "Invalid token")
        return {"access_token": "long-1", "token_type": "bearer", "expires_in": 5183944}

    @route("GET", "/refresh_access_token")
    def refreshed(self, call: Call) -> Any:
        if call.said("access_token") not in self.tokens:
            raise error(190, "Invalid token")
        return {"access_token": "long-2", "token_type": "bearer", "expires_in": 5183944}

    def container(self, call: Call) -> Any:
        for name in ("image_url", "video_url"):
            if call.said(name) and not call.said(name).startswith("https://"):
                raise error(9004, "The media could not be fetched from this URI", 2207052)
        children = [id for id in call.said("children").split(",") if id]
        if any(self.status_of(self.row(id)) != "FINISHED" for id in children):
            raise error(9007, "The media is not ready for publishing", 2207027)
        return self.contain(**{name: value for name, value in call.data.items() if name in COLUMNS})

    def limits(self, call: Call) -> Any:
        prefix = "reply_" if "reply_config" in call.said("fields") else ""
        config = {"quota_total": self.quota["total"], "quota_duration": 86400}
        return {"data": [{f"{prefix}quota_usage": self.quota["used"], f"{prefix}config": config}]}

    def totals(self, call: Call) -> Any:
        """Figures of an account come as one total; its followers by age in a breakdown, from a hundred followers on."""
        if call.said("metric") == "follower_demographics":
            rows = [{"dimension_values": [band], "value": number} for band, number in self.ages.items()]
            if not rows:
                return {"data": []}
            breakdowns = [{"dimension_keys": ["age"], "results": rows}]
            return {"data": [{"name": "follower_demographics", "period": "lifetime", "total_value": {"breakdowns": breakdowns}}]}
        rows = self.insights(call)["data"]
        return {"data": [{"name": row["name"], "total_value": row["values"][0]} for row in rows]}

    def hide(self, call: Call) -> Any:
        self.row(call.found[0])["hidden"] = call.said("hide")
        return {"success": True}


class Instagram(_Shared):
    @route("POST", "/oauth/access_token")
    def login(self, call: Call) -> Any:
        return {"data": [self.consent(call) | {"permissions": "instagram_business_basic"}]}

    @route("GET", f"{V}/me")
    def me(self, call: Call) -> Any:
        return {"user_id": ME, "id": "555", "username": "valbourg", "account_type": "BUSINESS", "followers_count": 431}

    @route("POST", f"{V}/{ME}/subscribed_apps")
    def subscribe(self, call: Call) -> Any:
        self.subscribed = call.said("subscribed_fields").split(",")
        return {"success": True}

    @route("GET", f"{V}/{ME}/content_publishing_limit")
    def quotas(self, call: Call) -> Any:
        return self.limits(call)

    @route("POST", f"{V}/{ME}/media")
    def media(self, call: Call) -> Any:
        if not call.said("image_url") and not call.said("video_url") and not call.said("children"):
            raise error(100, "The parameter image_url is required")
        return self.container(call)

    @route("POST", f"{V}/{ME}/media_publish")
    def media_publish(self, call: Call) -> Any:
        container = self.row(call.said("creation_id"))
        return self.publish(call, "story" if container.get("media_type") == "STORIES" else "media")

    @route("GET", f"{V}/{ME}/(media|stories|tags|conversations)")
    def lists(self, call: Call) -> Any:
        if call.found[0] == "conversations":
            rows = [{"id": r["id"], "from": r["from"], "message": r["text"], "created_time": stamp(r["at"])} for r in self.listed("dm")]
            return {"data": [{"id": "t1", "messages": {"data": rows}}]}
        sort = {"media": "media", "stories": "story", "tags": "tag"}[call.found[0]]
        return {"data": [self.shown(row) for row in self.listed(sort)]}

    def shown(self, row: dict[str, Any]) -> dict[str, Any]:
        said = {"id": row["id"], "timestamp": stamp(row["at"]), "permalink": f"https://www.instagram.com/p/{row['id']}/"}
        said |= {name: row[name] for name in ("caption", "username") if name in row}
        under = [one for one in self.listed("comment") if one["under"] == row["id"]]
        return said | ({"comments": {"data": [self.comment(one) for one in under]}} if under else {})

    def comment(self, row: dict[str, Any]) -> dict[str, Any]:
        under = [self.comment(one) for one in self.listed("comment") if one["under"] == row["id"]]
        said = {"id": row["id"], "text": row["text"], "username": row["username"], "timestamp": stamp(row["at"])}
        return (
            said | {"from": {"id": f"i-{row['username']}", "username": row["username"]}} | ({"replies": {"data": under}} if under else {})
        )

    @route("POST", f"{V}/(\\d+)/replies")
    def reply(self, call: Call) -> Any:
        self.row(call.found[0])
        return {"id": self.put(sort="comment", under=call.found[0], text=call.said("message"), username="valbourg")}

    @route("POST", f"{V}/{ME}/messages")
    def message(self, call: Call) -> Any:
        return {"recipient_id": json.loads(call.said("recipient"))["id"], "message_id": f"mid-{self.new_id()}"}

    @route("GET", f"{V}/{ME}/insights")
    def account_figures(self, call: Call) -> Any:
        return self.totals(call)

    @route("GET", f"{V}/(\\d+)/insights")
    def media_figures(self, call: Call) -> Any:
        self.row(call.found[0])
        return self.insights(call)

    @route("POST", f"{V}/(\\d+)")
    def change(self, call: Call) -> Any:
        return self.hide(call)

    @route("GET", f"{V}/(\\d+)")
    def one(self, call: Call) -> Any:
        row = self.row(call.found[0])
        if row["sort"] == "container":
            status = self.status_of(row)
            return {"id": row["id"], "status_code": status, "status": f"{status}: {row.get('why', self.why)}"}
        return self.shown(row) | {"media_product_type": "STORY" if row["sort"] == "story" else "FEED"}

    why = "Error: Media upload has failed with error code 2207026"


class Threads(_Shared):
    @route("POST", "/oauth/access_token")
    def login(self, call: Call) -> Any:
        return self.consent(call)

    @route("GET", f"{V}/me")
    def me(self, call: Call) -> Any:
        return {"id": ME, "username": "valbourg", "name": "Commune de Valbourg"}

    @route("GET", f"{V}/{ME}/threads_publishing_limit")
    def quotas(self, call: Call) -> Any:
        return self.limits(call)

    @route("POST", f"{V}/{ME}/threads")
    def threads(self, call: Call) -> Any:
        if call.said("media_type") not in ("TEXT", "IMAGE", "VIDEO", "CAROUSEL"):
            raise error(100, "Param media_type must be one of TEXT, IMAGE, VIDEO, CAROUSEL")
        return self.container(call)

    @route("POST", f"{V}/{ME}/threads_publish")
    def threads_publish(self, call: Call) -> Any:
        container = self.row(call.said("creation_id"))
        return self.publish(call, "own reply" if container.get("reply_to_id") else "thread")

    @route("GET", f"{V}/{ME}/(threads|replies|mentions)")
    def lists(self, call: Call) -> Any:
        sort = {"threads": "thread", "replies": "own reply", "mentions": "mention"}[call.found[0]]
        return {"data": [self.shown(row) for row in self.listed(sort, call.said("since"))]}

    def shown(self, row: dict[str, Any]) -> dict[str, Any]:
        said = {"id": row["id"], "timestamp": stamp(row["at"]), "permalink": f"https://www.threads.com/t/{row['id']}"}
        said |= {name: row[name] for name in ("text", "username", "replied_to", "root_post") if name in row}
        return said | {"is_reply_owned_by_me": row["sort"] == "own reply"}

    @route("GET", f"{V}/(\\d+)/conversation")
    def conversation(self, call: Call) -> Any:
        rows = [*self.listed("reply"), *self.listed("own reply")]
        under = [row for row in rows if call.found[0] in ((row.get("root_post") or {}).get("id"), row.get("reply_to_id"))]
        return {"data": [self.shown(row) for row in under]}

    @route("POST", f"{V}/(\\d+)/manage_reply")
    def manage_reply(self, call: Call) -> Any:
        return self.hide(call)

    @route("GET", f"{V}/{ME}/threads_insights")
    def account_figures(self, call: Call) -> Any:
        return self.totals(call)

    @route("GET", f"{V}/(\\d+)/insights")
    def post_figures(self, call: Call) -> Any:
        self.row(call.found[0])
        return self.insights(call)

    @route("GET", f"{V}/(\\d+)")
    def one(self, call: Call) -> Any:
        row = self.row(call.found[0])
        if row["sort"] == "container":
            status = self.status_of(row)
            return {"id": row["id"], "status": status, **({"error_message": "INVALID_ASPEC_RATIO"} if status == "ERROR" else {})}
        return self.shown(row)

    @route("DELETE", f"{V}/(\\d+)")
    def remove(self, call: Call) -> Any:
        self.row(call.found[0])
        del self.rows[call.found[0]]
        return {"success": True, "deleted_id": call.found[0]}
