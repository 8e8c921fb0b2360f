"""Publishing by containers, as Instagram and Threads do: made (repeatable), looked at until ready, published once.

A container is its own proof: its status says PUBLISHED once it is out. After 24 hours it is EXPIRED and is made again.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from beffroi.channels.base.graph import Access, Graph, GraphError
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import Channel, ChannelError, Message, Receipt
from beffroi.channels.base.wire import is_same, moment, told_by_others
from beffroi.kernel import clock

HELD = timedelta(hours=23)
FIRST_LOOK, LONGEST_LOOK = 15, 300  # seconds between two looks at a container, doubled each time
MOST_MADE = 3  # times that a container is made again after an error that may pass
PROGRESS, FINISHED, PUBLISHED, EXPIRED, ERROR = "IN_PROGRESS", "FINISHED", "PUBLISHED", "EXPIRED", "ERROR"


class ContainerChannel(Channel):
    """A network of containers. Handles: when they were made, `children` of a carousel, the `container`, how often it was looked at."""

    graph: Graph
    passing: frozenset[str] = frozenset()  # words in the network's reason of an ERROR that may pass

    def access(self, account: Account) -> Access:
        return Access(account.secrets.get("token", ""))

    def pieces(self, account: Account, message: Message) -> list[dict[str, Any]]:
        """What each picture or video of the message says to the network."""
        raise NotImplementedError

    def whole(self, account: Account, message: Message) -> dict[str, Any]:
        """What the publication as such says: its words."""
        raise NotImplementedError

    def make(self, account: Account, said: dict[str, Any]) -> str:
        """A container; nobody sees it."""
        raise NotImplementedError

    def status_of(self, account: Account, container: str) -> tuple[str, str]:
        """(status, the network's reason of an error)."""
        raise NotImplementedError

    def room(self, account: Account, message: Message) -> tuple[int, int]:
        """(publications of the last 24 hours, how many it allows)."""
        raise NotImplementedError

    def publish_container(self, account: Account, container: str) -> str:
        """The irreversible call."""
        raise NotImplementedError

    def published_since(self, account: Account, message: Message, since: datetime) -> Iterable[dict[str, Any]]:
        """Own publications, newest first: id, words, permalink."""
        raise NotImplementedError

    def reason(self, why: str) -> str:
        """A sentence for the reason of an error."""
        return why

    def stage(self, account: Account, message: Message, *, key: str, handles: dict[str, Any]) -> dict[str, Any]:
        at = clock.now()
        if not handles.get("at") or at - datetime.fromisoformat(handles["at"]) >= HELD:
            self._must_have_room(account, message)
            handles = {"at": at.isoformat(), "made": handles.get("made", 0)}
        if container := handles.get("container"):
            status, why = self.status_of(account, container)
            if status not in (EXPIRED, ERROR):
                return handles
            handles = {"at": at.isoformat(), "made": self._again(handles, status, why)}
        pieces = self.pieces(account, message)
        if len(pieces) > 1:
            if "children" not in handles:
                handles["children"] = [self.make(account, {**piece, "is_carousel_item": True}) for piece in pieces]
            states = [self.status_of(account, child) for child in handles["children"]]
            if bad := next(((status, why) for status, why in states if status in (EXPIRED, ERROR)), None):
                return {"at": "", "made": self._again(handles, *bad)}
            if any(status != FINISHED for status, _why in states):
                return handles
            said: dict[str, Any] = {"media_type": "CAROUSEL", "children": ",".join(handles["children"])}
        else:
            said = pieces[0] if pieces else {}
        return handles | {"container": self.make(account, {**said, **self.whole(account, message)})}

    def _must_have_room(self, account: Account, message: Message) -> None:
        used, most = self.room(account, message)
        if most and used >= most:
            sentence = _("%(label)s allows %(most)d publications in 24 hours, and they are used: this one waits.")
            raise ChannelError(sentence % {"label": self.label, "most": most}, wait=1800)

    def _again(self, handles: dict[str, Any], status: str, why: str) -> int:
        """How often it was made by now; ChannelError if making it again is useless."""
        made = handles.get("made", 0) + 1
        if made >= MOST_MADE or (status == ERROR and not any(word in why for word in self.passing)):
            shown = {"label": self.label, "why": self.reason(why)}
            raise ChannelError(_("%(label)s refuses: %(why)s") % shown, permanent=True)
        return made

    def publish(self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None) -> Receipt:
        handles = handles if handles is not None else self.stage(account, message, key=key, handles={})
        container = handles.get("container")
        status, why = self.status_of(account, container) if container else (PROGRESS, "")
        if container and status == PUBLISHED:
            return self._found(account, message, key, container, clock.now() - timedelta(days=1))
        if not container or status != FINISHED:
            if status == ERROR:
                self._again(handles, status, why)
            looks = handles["looks"] = handles.get("looks", 0) + 1
            sentence = _("%(label)s is still preparing the pictures or the video.") % {"label": self.label}
            raise ChannelError(sentence, wait=min(FIRST_LOOK * 2 ** (looks - 1), LONGEST_LOOK))
        remote_id = self.publish_container(account, container)
        return Receipt(remote_id, self._permalink(account, remote_id))

    def _permalink(self, account: Account, remote_id: str) -> str:
        """Where people see it. It is out: whatever fails here changes nothing."""
        try:
            return str(
                self.graph.get(remote_id, self.access(account), to_speak=True, fields="id,permalink").get("permalink") or account.address
            )
        except ChannelError:
            return account.address

    def reconcile(
        self, account: Account, message: Message, *, key: str, handles: dict[str, Any] | None = None, since: datetime | None = None
    ) -> Receipt | None:
        container, start = (handles or {}).get("container"), since or clock.now() - timedelta(days=1)
        if not container:
            return self._by_words(account, message, key, start)
        try:
            status, _why = self.status_of(account, container)
        except GraphError as error:
            if not error.is_gone:
                raise
            return self._by_words(account, message, key, start)
        return self._found(account, message, key, container, start) if status == PUBLISHED else None

    def _found(self, account: Account, message: Message, key: str, container: str, since: datetime) -> Receipt:
        """It is out; its own number if it can be told, else that of the container."""
        return self._by_words(account, message, key, since) or Receipt(container, account.address)

    def _by_words(self, account: Account, message: Message, key: str, since: datetime) -> Receipt | None:
        words = self.words(message)
        rows = [row for row in self.published_since(account, message, since) if moment(row["timestamp"]) >= since]
        same = {str(row["id"]): str(row.get("permalink") or account.address) for row in rows if is_same(row["words"], words)}
        others = told_by_others(account, key, same)
        return next((Receipt(id, url) for id, url in same.items() if id not in others), None)

    def words(self, message: Message) -> str:
        """The words as the network shows them."""
        raise NotImplementedError


def renewed_at_half_life(account: Account, days: int = 60) -> bool:
    """Is it time to renew a token of so many days?"""
    return account.expires_at is not None and account.expires_at - clock.now() < timedelta(days=days) / 2
