"""Facebook Pages: two Pages of one person, their posts, photos, videos, stories, comments, messages, recommendations."""

import json
from typing import Any

from peers.fake_platforms.meta import APP_ID, APP_SECRET, Meta, V, error, route, stamp
from peers.fake_platforms.server import Call, Reply

PAGE, OTHER_PAGE = "111", "222"


class Facebook(Meta):
    tokens = {"user-long": "me", "user-short": "me", "page-token": PAGE, "other-token": OTHER_PAGE, f"{APP_ID}|{APP_SECRET}": "app"}

    scopes = ["pages_manage_posts", "pages_read_engagement", "pages_manage_engagement", "pages_read_user_content"]

    @route("POST", f"{V}/oauth/access_token")
    def token(self, call: Call) -> Any:
        if call.said("client_secret") != APP_SECRET or call.said("client_id") != APP_ID:
            raise error(101, "Error validating application. Invalid application secret")
        if call.said("grant_type") == "fb_exchange_token":
            return {"access_token": "user-long", "token_type": "bearer", "expires_in": 5183944}
        if call.said("code") != "good-code":
            raise error(100, "Invalid verification code format.", 36007)
        return {"access_token": "user-short", "token_type": "bearer", "expires_in": 5000}

    @route("GET", f"{V}/me/accounts")
    def accounts(self, call: Call) -> Any:
        pages = [(PAGE, "Commune de Valbourg", "page-token"), (OTHER_PAGE, "Médiathèque", "other-token")]
        return {"data": [{"id": id, "name": name, "access_token": token, "tasks": ["CREATE_CONTENT"]} for id, name, token in pages]}

    @route("GET", f"{V}/debug_token")
    def debug(self, call: Call) -> Any:
        ends = int(self.now.timestamp()) + 90 * 86400
        return {
            "data": {
                "is_valid": call.said("input_token") in self.tokens,
                "expires_at": 0,
                "data_access_expires_at": ends,
                "scopes": self.scopes,
            }
        }

    @route("POST", f"{V}/(?P<page>\\d+)/subscribed_apps")
    def subscribe(self, call: Call) -> Any:
        self.subscribed = call.said("subscribed_fields").split(",")
        return {"success": True}

    @route("GET", f"{V}/(\\d+)/subscribed_apps")
    def subscriptions(self, call: Call) -> Any:
        return {"data": [{"id": APP_ID, "subscribed_fields": self.subscribed}] if self.subscribed else []}

    # Publishing

    @route("POST", f"{V}/(\\d+)/feed")
    def feed(self, call: Call) -> Any:
        attached = [json.loads(value)["media_fbid"] for name, value in sorted(call.data.items()) if name.startswith("attached_media")]
        if not call.said("message") and not attached and not call.said("link"):
            raise error(100, "Requires one of the params: message, link, attached_media")
        for id in attached:
            if self.row(id)["sort"] != "photo":
                raise error(100, "Invalid photo")
        post = f"{call.found[0]}_{self.new_id()}"
        return {"id": self.put(id=post, sort="post", message=call.said("message"), link=call.said("link"), attached=attached)}

    @route("POST", f"{V}/(\\d+)/photos")
    def photos(self, call: Call) -> Any:
        if not call.said("url").startswith("https://") or call.said("published") != "false":
            raise error(100, "Missing or invalid image file", 1366046)
        return {"id": self.put(sort="photo", url=call.said("url"), alt=call.said("alt_text_custom"))}

    @route("POST", f"{V}/(\\d+)/videos")
    def videos(self, call: Call) -> Any:
        return {"id": self.put(sort="video", url=call.said("file_url"), description=call.said("description"))}

    @route("POST", f"{V}/(\\d+)/captions")
    def captions(self, call: Call) -> Any:
        self.row(call.found[0])["captions"] = call.data["captions_file"]
        return {"success": True}

    @route("POST", f"{V}/(\\d+)/photo_stories")
    def photo_story(self, call: Call) -> Any:
        photo = self.row(call.said("photo_id"))
        return {"success": True, "post_id": self.put(sort="story", media_id=photo["id"])}

    @route("POST", f"{V}/(\\d+)/(video_reels|video_stories)")
    def upload(self, call: Call) -> Any:
        if call.said("upload_phase") == "start":
            id = self.put(sort="draft")
            return {"video_id": id, "upload_url": f"{self.address}/video-upload/v25.0/{id}"}
        row = self.row(call.said("video_id"))
        if not row.get("url"):
            raise error(6000, "There was a problem uploading your video file", 1363019)
        row.update(sort="reel" if call.found[1] == "video_reels" else "story", at=self.now, media_id=row["id"])
        row["description"] = call.said("description")
        return {"success": True, "post_id": row["id"]}

    @route("POST", r"/video-upload/v[\d.]+/(\d+)")
    def pull(self, call: Call) -> Any:
        self.row(call.found[0])["url"] = call.headers["file_url"]
        return {"success": True}

    # Reading back

    @route("GET", f"{V}/(\\d+)/(published_posts|videos|video_reels|stories)")
    def published(self, call: Call) -> Any:
        sort = {"published_posts": "post", "videos": "video", "video_reels": "reel", "stories": "story"}[call.found[1]]
        return {"data": [self.shown(row) for row in self.listed(sort, call.said("since"))]}

    def shown(self, row: dict[str, Any]) -> dict[str, Any]:
        said = {"id": row["id"], "created_time": stamp(row["at"]), "permalink_url": f"https://www.facebook.com/{row['id']}"}
        said |= {name: row[name] for name in ("message", "description", "media_id") if name in row} | {"post_id": row["id"]}
        if "media_id" in row:
            said["creation_time"] = str(int(row["at"].timestamp()))
        if row.get("attached"):
            targets = [{"target": {"id": id}} for id in row["attached"]]
            said["attachments"] = {"data": targets if len(targets) == 1 else [{"subattachments": {"data": targets}}]}
        return said

    @route("GET", f"{V}/(\\d+)/feed")
    def wall(self, call: Call) -> Any:
        data = []
        for row in [*self.listed("post"), *self.listed("visitor")]:
            under = [self.said_by(one) for one in self.listed("comment") if one["under"] == row["id"]]
            author = row.get("from", {"id": PAGE, "name": "Commune de Valbourg"})
            data.append(self.shown(row) | {"from": author, "comments": {"data": under}})
        return {"data": data}

    def said_by(self, row: dict[str, Any]) -> dict[str, Any]:
        said = {"id": row["id"], "message": row["message"], "from": row["from"], "created_time": stamp(row["at"])}
        return said | ({"parent": {"id": row["parent"]}} if row.get("parent") else {})

    @route("GET", f"{V}/(\\d+)/(tagged|ratings|conversations)")
    def others(self, call: Call) -> Any:
        if call.found[1] == "tagged":
            return {"data": [self.said_by(row) for row in self.listed("tag")]}
        if call.found[1] == "ratings":
            rows = self.listed("review")
            return {"data": [{**row["fields"], "created_time": stamp(row["at"])} for row in rows]}
        messages = [self.said_by(row) for row in self.listed("message")]
        return {"data": [{"id": "t_1", "updated_time": stamp(self.now), "messages": {"data": messages}}] if messages else []}

    # Answering and moderating

    @route("POST", f"{V}/([\\d_]+)/comments")
    def comment(self, call: Call) -> Any:
        self.row(call.found[0])
        ours = {"id": PAGE, "name": "Commune de Valbourg"}
        return {"id": self.put(sort="comment", under=call.found[0], message=call.said("message"), **{"from": ours})}

    @route("POST", f"{V}/(\\d+)/messages")
    def message(self, call: Call) -> Any:
        return {"recipient_id": json.loads(call.said("recipient"))["id"], "message_id": f"m_{self.new_id()}"}

    @route("POST", f"{V}/(\\d+)/blocked")
    def block(self, call: Call) -> Any:
        self.rows["blocked"] = {"id": "blocked", "at": self.now, "user": call.said("user")}
        return {call.said("user"): True}

    @route("DELETE", f"{V}/(\\d+)/blocked")
    def unblock(self, call: Call) -> Any:
        self.rows.pop("blocked", None)
        return {"success": True}

    @route("GET", f"{V}/([\\d_]+|m_\\w+)/insights")
    def figures_of(self, call: Call) -> Any:
        return self.insights(call)

    @route("GET", f"{V}/([\\d_]+|m_\\w+)")
    def one(self, call: Call) -> Any:
        if call.found[0] == PAGE:
            return {"id": PAGE, "name": "Commune de Valbourg", "link": "https://www.facebook.com/valbourg", "followers_count": 812}
        row = self.row(call.found[0])
        status = {"video_status": "ready", "publishing_phase": {"status": "complete" if row["sort"] == "reel" else "not_started"}}
        counts = {"summary": {"total_count": row.get("count", 0)}}
        return self.shown(row) | {"from": row.get("from"), "comments": counts, "reactions": counts, "status": status}

    @route("POST", f"{V}/([\\d_]+)")
    def change(self, call: Call) -> Any:
        row = self.row(call.found[0])
        row.update({name: value for name, value in call.data.items() if name in ("message", "description", "is_hidden")})
        return {"success": True}

    @route("DELETE", f"{V}/([\\d_]+)")
    def remove(self, call: Call) -> Any:
        if call.found[0] not in self.rows:
            raise error(100, "Unsupported delete request. Object does not exist", 33)
        del self.rows[call.found[0]]
        return Reply({"success": True})
