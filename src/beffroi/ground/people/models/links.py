from django.db import models

from beffroi.ground.people.models.accounts import Voice


class VoiceLink(models.Model):
    """An address elsewhere that belongs to a person here: what comes from there is hers (crossings.presence makes sure that it is).

    One row for each channel that names people by this address.
    """

    voice = models.ForeignKey(Voice, models.CASCADE, related_name="links")
    channel = models.CharField(max_length=30)
    address = models.CharField(max_length=300)  # as the channel says it, in lower case
    url = models.CharField(max_length=500, blank=True)  # her page there
    is_shown = models.BooleanField(default=False)  # on her page here, with rel="me"
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "address"], name="voice_link_once")]
