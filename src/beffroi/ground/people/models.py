import secrets

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.ground.media.models import Image
from beffroi.ground.people.rights import rights


def public_id() -> str:
    """Ten characters that cannot be guessed."""
    return secrets.token_urlsafe(8)[:10].replace("-", "x").replace("_", "y")


class AccountManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(email=username.lower())


class Account(AbstractBaseUser):
    """Somebody who can sign in. Identifying data live here and in `privacy` alone."""

    email = models.EmailField(_("e-mail address"), unique=True)
    language = models.CharField(max_length=8, default="fr")
    is_active = models.BooleanField(default=True)
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = EMAIL_FIELD = "email"
    objects = AccountManager()

    @property
    def role_names(self) -> frozenset[str]:
        """Roles held everywhere (not those of one process)."""
        if not hasattr(self, "_role_names"):
            self._role_names = frozenset(self.grants.values_list("role", flat=True))
        return self._role_names

    def has_right(self, right: str) -> bool:
        """Whether one of this person's roles carries the right `domain:noun:verb`."""

        return bool(self.role_names & rights[right].roles) or "administrator" in self.role_names

    @property
    def is_team(self) -> bool:
        """Whether this person works for the town."""
        return bool(self.role_names - {"citizen"})


class Voice(models.Model):
    """A name that speaks: of a person here, of someone known from elsewhere, or of a service of the town.

    Content points to a voice, never to an account. Erasing a person leaves a voice without name or account.
    """

    PERSON, ELSEWHERE, SERVICE, GONE = "person", "elsewhere", "service", "gone"
    KINDS = [(PERSON, _("person here")), (ELSEWHERE, _("person elsewhere")), (SERVICE, _("service")), (GONE, _("gone"))]

    kind = models.CharField(max_length=12, choices=KINDS, default=PERSON)
    public_id = models.CharField(max_length=12, unique=True, default=public_id)
    name = models.CharField(_("public name"), max_length=80, blank=True)
    about = models.CharField(max_length=300, blank=True)
    badge = models.CharField(max_length=60, blank=True, help_text="What the name stands for, such as a mandate or a service.")
    avatar = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    account = models.OneToOneField(Account, models.SET_NULL, null=True, blank=True, related_name="voice")
    origin_channel = models.CharField(max_length=30, blank=True)
    origin_address = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["origin_channel", "origin_address"], condition=~Q(origin_channel=""), name="voice_elsewhere_once"
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return str(_("Someone who has left")) if self.kind == self.GONE else self.name


class Grant(models.Model):
    """A role held by an account, everywhere."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20)
    granted_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "role"], name="grant_once")]
