from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.models import Account
from beffroi.outreach.pages.models.page import Page


class ServiceRequest(models.Model):
    """What somebody asked of a service, and what the service answered."""

    RECEIVED, ANSWERED = "received", "answered"
    STATES = [(RECEIVED, pgettext_lazy("request", "received")), (ANSWERED, pgettext_lazy("request", "answered"))]

    page = models.ForeignKey(Page, models.SET_NULL, null=True, related_name="requests")
    about = models.CharField(max_length=160)  # the title of the page, as it was
    reference = models.CharField(max_length=12, unique=True)
    name = models.CharField(pgettext_lazy("request", "your name"), max_length=120)
    email = models.EmailField(pgettext_lazy("request", "your e-mail address"))
    text = models.TextField(pgettext_lazy("request", "your request"), max_length=4000)
    language = models.CharField(max_length=8, default="fr")
    state = models.CharField(max_length=10, choices=STATES, default=RECEIVED)
    answer = models.TextField(_("answer"), max_length=8000, blank=True)
    answered_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "created_at"], name="request_queue")]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("pages_desk:request", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.state == self.RECEIVED


class Attachment(models.Model):
    """A file that came with a request. It has no public address: the team reads it from the desk."""

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=160)
    file = models.FileField(upload_to="requests/")
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(default=0)
