import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from beffroi.ground.media.models import Image
from beffroi.ground.people.rights import ADMINISTRATOR, TEAM_ROLES, rights
from beffroi.kernel.prepared import Prepared


def public_id() -> str:
    """Ten characters that cannot be guessed."""
    return secrets.token_urlsafe(8)[:10].replace("-", "x").replace("_", "y")


def portrait_url(file: str | None, sizes: Mapping[str, Any] | None) -> str:
    """Address of the smallest size of a picture: a portrait is shown small everywhere."""
    if not file:
        return ""
    smallest = min(sizes.items(), key=lambda item: int(item[0]))[1] if sizes else {}
    return default_storage.url(smallest.get("webp") or file)


# Through whom words came that the team wrote down for somebody: content keeps it as its `origin_channel`.
TOWN_HALL = "townhall"


class AccountManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(email=(username or "").strip().lower(), erased_at=None)


class Account(AbstractBaseUser):
    """Somebody who can sign in. Identifying data live here and in `privacy` alone.

    A person who is helped at the counter may have no e-mail address; an erased one has none left.
    """

    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)
    language = models.CharField(_("language"), max_length=8, default="fr")
    is_active = models.BooleanField(default=True)
    is_assisted = models.BooleanField(default=False)  # registered by the team, at the counter
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)  # to the day; accounts that sleep are erased by rule
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    came_by = ""  # TOWN_HALL while the team acts for this person (people.representations)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    objects = AccountManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower(F("email"))), name="account_email_lower"),
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(is_assisted=True) | Q(erased_at__isnull=False), name="account_email_or_assisted"
            ),
            models.CheckConstraint(condition=Q(erased_at=None) | Q(email=None, is_active=False), name="account_erased_is_empty"),
        ]
        indexes = [models.Index(fields=["seen_at"], condition=Q(erased_at=None), name="account_sleeping")]

    def __str__(self) -> str:
        """The public name; never the address, because this ends up in logs."""
        try:
            return self.voice.display_name
        except Voice.DoesNotExist:
            return f"account {self.pk}"

    @property
    def avatar_url(self) -> str:
        """Address of the person's picture; empty for the drawn initials."""
        avatar = self.voice.avatar
        return portrait_url(avatar.file.name, avatar.sizes) if avatar else ""

    @property
    def role_names(self) -> frozenset[str]:
        """Roles held everywhere today (not those of one process)."""
        if not hasattr(self, "_role_names"):
            self._role_names = frozenset(_ROLES.all(account=self.pk))
        return self._role_names

    def forget_roles(self) -> None:
        """Read the roles again at the next question."""
        self.__dict__.pop("_role_names", None)

    def has_right(self, right: str) -> bool:
        """Whether one of this person's roles carries the right `domain:noun:verb`."""
        return bool(self.role_names & rights[right].roles) or ADMINISTRATOR in self.role_names

    @property
    def is_team(self) -> bool:
        """Whether this person works for the town."""
        return bool(self.role_names & TEAM_ROLES)


class Voice(models.Model):
    """A name that speaks: of a person here, of someone known from elsewhere, or of a service of the town.

    Content points to a voice, never to an account. Erasing a person leaves a voice without name or account.
    """

    PERSON, ELSEWHERE, SERVICE, GONE = "person", "elsewhere", "service", "gone"
    KINDS = [(PERSON, _("person here")), (ELSEWHERE, _("person elsewhere")), (SERVICE, _("service")), (GONE, _("gone"))]

    kind = models.CharField(max_length=12, choices=KINDS, default=PERSON)
    public_id = models.CharField(max_length=12, unique=True, default=public_id)
    name = models.CharField(_("public name"), max_length=80, blank=True)
    about = models.CharField(_("about you"), max_length=300, blank=True)
    badge = models.CharField(max_length=60, blank=True, help_text=_("What the name stands for, such as a mandate or a service."))
    is_findable = models.BooleanField(default=False)  # search engines may show the page of this voice
    avatar = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    account = models.OneToOneField(Account, models.SET_NULL, null=True, blank=True, related_name="voice")
    origin_channel = models.CharField(max_length=30, blank=True)
    origin_address = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        # Voices from elsewhere have no account: where they are many, SQLite's figures call the unique index useless and read them all.
        indexes = [models.Index(fields=["account"], condition=Q(account__isnull=False), name="voice_of_account")]
        constraints = [
            models.UniqueConstraint(
                fields=["origin_channel", "origin_address"], condition=~Q(origin_channel=""), name="voice_elsewhere_once"
            ),
            models.CheckConstraint(condition=~Q(kind="gone") | Q(name="", account=None), name="voice_gone_is_empty"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return str(_("Someone who has left")) if self.kind == self.GONE else self.name

    @property
    def is_gone(self) -> bool:
        return self.kind == self.GONE

    @property
    def is_elsewhere(self) -> bool:
        return self.kind == self.ELSEWHERE


class GrantQuerySet(models.QuerySet):
    def current(self):
        """Grants that hold now, by the clock of the database: a right must not outlive its date in any process."""
        return self.filter(Q(until=None) | Q(until__gt=Now()))


class Grant(models.Model):
    """A role held by an account, everywhere, perhaps until a date."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=20)
    granted_at = models.DateTimeField(auto_now_add=True)
    granted_by = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="+")
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "role"], name="grant_once")]


_ROLES: Prepared[str] = Prepared(
    lambda account: Grant.objects.current().filter(account_id=account).values_list("role", flat=True), account=models.BigIntegerField()
)
