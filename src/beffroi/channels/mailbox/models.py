from django.db import models
from django.db.models import Q

from beffroi.channels.base.models import Account
from beffroi.ground.people.models import Account as Person
from beffroi.kernel.subjects import Subject


class Doorstep(models.Model):
    """Where one person may answer by mail about one thing: what the signed address in her notification points to."""

    account = models.ForeignKey(Person, models.CASCADE, related_name="+")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "subject_kind", "subject_id"], name="mailbox_doorstep_once")]

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)


class Letter(models.Model):
    """A mail of a conversation: one that came (its words are a Heard with the same remote id), or one of ours."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    remote_id = models.CharField(max_length=100)  # of what it holds, not what it claims: nobody overwrites the mail of another
    message_id = models.CharField(max_length=500, blank=True)  # as the mail says
    thread = models.CharField(max_length=100)
    is_ours = models.BooleanField(default=False)
    address = models.EmailField(max_length=254)  # the person: who wrote, or whom we wrote to
    name = models.CharField(max_length=200, blank=True)
    reply_to = models.EmailField(max_length=254, blank=True)
    subject = models.CharField(max_length=250, blank=True)
    references = models.TextField(blank=True)
    attachments = models.JSONField(default=list)  # names only: the files stay in the mailbox
    failures = models.PositiveSmallIntegerField(default=0)  # how often ours came back
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "remote_id"], name="mailbox_letter_once")]
        indexes = [
            models.Index(fields=["account", "message_id"], condition=~Q(message_id=""), name="mailbox_by_message_id"),
            models.Index(fields=["account", "thread"], name="mailbox_by_thread"),
            models.Index(fields=["address"], name="mailbox_by_address"),
        ]
