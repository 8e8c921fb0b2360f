"""What may be told to people, and who may be asked which people follow a subject."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.kernel.registry import Registry
from beffroi.kernel.subjects import Subject

NOW, DAILY, WEEKLY, NEVER = "now", "daily", "weekly", "never"
FREQUENCIES: dict[str, Any] = {
    NOW: _("At once"),
    DAILY: _("Once a day, in one e-mail"),
    WEEKLY: _("Once a week, in one e-mail"),
    NEVER: _("No e-mail, only on the site"),
}


@dataclass(frozen=True)
class Group:
    """A line of the preferences: kinds that a person wants to hear of in the same way."""

    kind: str
    label: Any
    help: Any
    default: str
    choices: tuple[str, ...] = (NOW, DAILY, WEEKLY, NEVER)

    @property
    def is_fixed(self) -> bool:
        """What one must hear of at once: the person has no choice."""
        return len(self.choices) == 1


groups: Registry[Group] = Registry("group of notifications")
groups.register(Group("own", _("What I wrote"), _("Answers, decisions and replies about your own contributions."), NOW))
groups.register(Group("followed", _("What I follow"), _("News of the projects, proposals and topics that you follow."), WEEKLY))
groups.register(Group("team", _("My work for the town"), _("What waits for you at the desk."), NOW))
groups.register(
    Group("account", _("My account and moderation"), _("Security, and decisions about what you wrote: always at once."), NOW, (NOW,))
)

Sentence = Callable[[dict[str, Any], str], str]


@dataclass(frozen=True)
class NotificationKind:
    """One sort of news. `sentence(params, language)` makes its one sentence, in plain text, in the active language.

    Two params have a meaning for every kind: `url` (where it leads, if not to its subject) and `excerpt` (words to quote).
    """

    kind: str
    label: Any
    sentence: Sentence
    group: str = "own"
    default_frequency: str = ""  # "" is that of the group

    @property
    def frequency(self) -> str:
        return self.default_frequency or groups[self.group].default


notification_kinds: Registry[NotificationKind] = Registry("notification kind")
kinds = notification_kinds


class AnswerDoor:
    """Whoever can take an answer by mail to what a notification tells of (channels.mailbox) registers one."""

    kind: str

    def address(self, account: Any, subject: Subject, at: datetime) -> str:
        """Where this person may answer about this subject by mail; "" if she may not."""
        raise NotImplementedError


answer_doors: Registry[AnswerDoor] = Registry("door for answers by mail")


class FollowerSource:
    """Whoever keeps follows (commons.supports) registers one; notifications ask who must hear of a subject."""

    kind: str

    def followers(self, subject: Subject, *, after: int, size: int) -> Collection[int]:
        """Ids of the voices that follow it, ascending, above `after`, at most `size`."""
        raise NotImplementedError

    def followed_by(self, voice_id: int) -> Collection[Subject]:
        """What this voice follows, the newest first, at most 200."""
        raise NotImplementedError


follower_sources: Registry[FollowerSource] = Registry("follower source")
