"""The calls of the Pages API that Beffroi makes. Source: developers.facebook.com/docs/pages-api, /docs/video-api, read in 2026."""

from typing import Any

from beffroi.channels.base.graph import VERSION, Access, Graph, GraphError
from beffroi.kernel import clock

SCOPES = (
    "pages_show_list,business_management,pages_manage_posts,pages_read_engagement,pages_manage_engagement,"
    "pages_read_user_content,pages_manage_metadata,read_insights,pages_messaging"
)
DIALOG = f"https://www.facebook.com/{VERSION}/dialog/oauth"
REELS, VIDEO_STORIES = "video_reels", "video_stories"
EVENTS = "feed,mention,messages,ratings"
POST_FIELDS = "id,message,created_time,permalink_url,attachments{target{id},subattachments{target{id}}}"
SAID = "id,message,from,created_time,permalink_url,parent{id}"


class Pages(Graph):
    """One method a call."""

    # Consent

    def user_token(self, app: dict[str, Any], code: str, redirect: str) -> str:
        """A code becomes a short token, which becomes one of sixty days."""
        short = self.post("oauth/access_token", Access(), **app, redirect_uri=redirect, code=code)["access_token"]
        exchange: dict[str, Any] = {"grant_type": "fb_exchange_token", "fb_exchange_token": short}
        return self.post("oauth/access_token", Access(), **app, **exchange)["access_token"]

    def pages(self, access: Access) -> list[dict[str, Any]]:
        return list(self.walk("me/accounts", access, fields="id,name,link,access_token,tasks", limit=100))

    def consent(self, app: dict[str, Any], token: str) -> tuple[int, set[str]]:
        """When the consent behind a token ends (seconds since 1970; 0 if it does not), and what it allows."""
        access = Access(f"{app['client_id']}|{app['client_secret']}")
        said = self.get("debug_token", access, input_token=token).get("data", {})
        ends = [int(said.get(name) or 0) for name in ("expires_at", "data_access_expires_at")]
        return min((end for end in ends if end), default=0), set(said.get("scopes") or [])

    def subscribe(self, page: str, access: Access) -> None:
        """Events of the Page are pushed to the app's address; harmless when it is so already."""
        found = self.get(f"{page}/subscribed_apps", access).get("data", [])
        if not any(set(EVENTS.split(",")) <= set(one.get("subscribed_fields", [])) for one in found):
            self.post(f"{page}/subscribed_apps", access, subscribed_fields=EVENTS)

    # Before publishing

    def photo(self, page: str, access: Access, *, url: str, alt: str) -> str:
        """A picture that nobody sees yet; Facebook forgets it after a day."""
        sent = self.post(f"{page}/photos", access, url=url, alt_text_custom=alt, published="false")
        return str(sent["id"])

    def draft_video(self, page: str, access: Access, *, edge: str, url: str) -> str:
        """A reel or video story: a place for it, then Facebook fetches the file."""
        begun = self.post(f"{page}/{edge}", access, upload_phase="start")
        headers = {"Authorization": f"OAuth {access.token}", "file_url": url}
        self.ask("POST", begun["upload_url"], headers=headers)
        return str(begun["video_id"])

    # Publishing, the irreversible calls

    def post_to_feed(self, page: str, access: Access, *, message: str, link: str, photos: list[str]) -> str:
        attached = {f"attached_media[{n}]": {"media_fbid": photo} for n, photo in enumerate(photos)}
        return str(self.post(f"{page}/feed", access, once=True, message=message, link=link, **attached)["id"])

    def video(self, page: str, access: Access, *, url: str, description: str, title: str) -> str:
        return str(self.post(f"{page}/videos", access, once=True, file_url=url, description=description, title=title)["id"])

    def photo_story(self, page: str, access: Access, photo: str) -> str:
        return str(self.post(f"{page}/photo_stories", access, once=True, photo_id=photo)["post_id"])

    def finish_video(self, page: str, access: Access, *, edge: str, video: str, description: str) -> str:
        said = {"upload_phase": "finish", "video_id": video, "video_state": "PUBLISHED", "description": description}
        answer = self.post(f"{page}/{edge}", access, once=True, **said)
        return video if edge == REELS else str(answer.get("post_id") or video)

    def is_published(self, video: str, access: Access) -> bool:
        """Has a draft become a reel?"""
        try:
            said = self.get(video, access, to_speak=True, fields="status").get("status") or {}
        except GraphError as error:
            if not error.is_gone:
                raise
            return False
        return (said.get("publishing_phase") or {}).get("status") == "complete"

    def caption(self, video: str, access: Access, *, srt: str, language: str) -> None:
        place = {"fr": "fr_FR", "en": "en_US"}.get(language, language)
        files = {"captions_file": (f"captions.{place}.srt", srt.encode(), "application/octet-stream")}
        self.post(f"{video}/captions", access, files=files, default_locale=place)

    # Reading

    def published(self, page: str, access: Access, *, since: int) -> list[dict[str, Any]]:
        return list(self.walk(f"{page}/published_posts", access, to_speak=True, fields=POST_FIELDS, since=since, limit=50))

    def videos(self, page: str, access: Access, *, since: int) -> list[dict[str, Any]]:
        fields = "id,description,created_time,permalink_url"
        return list(self.walk(f"{page}/videos", access, to_speak=True, fields=fields, since=since, limit=50))

    def stories(self, page: str, access: Access, *, since: int) -> list[dict[str, Any]]:
        return list(self.walk(f"{page}/stories", access, to_speak=True, fields="post_id,media_id,creation_time,url", since=since, limit=50))

    def wall(self, page: str, access: Access, *, days: int) -> list[dict[str, Any]]:
        """What stands on the Page, with the newest comments under it (answers to comments included)."""
        comments = f"comments.filter(stream).order(reverse_chronological).limit(50){{{SAID}}}"
        since = int(clock.now().timestamp()) - days * 86400
        return list(
            self.walk(f"{page}/feed", access, fields=f"id,message,from,created_time,permalink_url,{comments}", since=since, limit=25)
        )

    def conversations(self, page: str, access: Access) -> list[dict[str, Any]]:
        fields = "id,updated_time,messages.limit(20){id,message,from,created_time}"
        return self.may_read(f"{page}/conversations", access, most=2, platform="messenger", fields=fields, limit=25)
