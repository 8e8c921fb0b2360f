import hashlib

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models.accounts import Account


class Session(AbstractBaseSession):
    """A browser that the site knows. The columns beside Django's let a person see and close her sessions."""

    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="sessions")
    device = models.CharField(max_length=80, blank=True)  # "Firefox, Windows": a word, never the whole user agent
    signed_in_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = BaseSessionManager()  # type: ignore[misc]

    @property
    def public_number(self) -> str:
        """Names the session on its owner's page: the key itself must not leave the cookie."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:16]


class EmailProof(models.Model):
    """A code and a link sent to an address; whoever brings one of them back reads that address. Once."""

    SIGN_IN, GUEST, CHANGE, VERIFY = "sign-in", "guest", "change", "verify"
    PURPOSES = [(SIGN_IN, _("sign in")), (GUEST, _("contribute")), (CHANGE, _("change address")), (VERIFY, _("confirm it is you"))]

    key = models.CharField(max_length=43, unique=True)  # in the address of the page where the code is typed
    purpose = models.CharField(max_length=8, choices=PURPOSES)
    email = models.EmailField()
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="+")
    code_hash = models.CharField(max_length=64)
    link_hash = models.CharField(max_length=64, unique=True)
    data = models.JSONField(default=dict)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"])]
        constraints = [models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="proof_expires_later")]


class WaitingAct(models.Model):
    """What somebody wrote before saying who they are. It is performed when they do, or forgotten after seven days.

    `step`: where its author shows what is still asked (a verification); it then waits longer, and is performed without her.
    """

    key = models.CharField(max_length=43, unique=True)  # in the address of its pages; cannot be guessed
    kind = models.CharField(max_length=60)
    data = models.JSONField()
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="waiting_acts")
    language = models.CharField(max_length=8, default="fr")
    url = models.CharField(max_length=500, blank=True)  # where it led, once performed
    back = models.CharField(max_length=500, blank=True)  # the page where it was written
    step = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    performed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"])]
