from django.db import models
from django.utils.translation import gettext_lazy as _


class Image(models.Model):
    """A picture, re-encoded without its metadata, in several sizes."""

    alt = models.CharField(_("description for those who cannot see it"), max_length=500)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    file = models.FileField(upload_to="images/")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    sizes = models.JSONField(default=dict)  # {"320": {"webp": path, "avif": path, "height": 240}, …}
    focus_x = models.FloatField(default=0.5)
    focus_y = models.FloatField(default=0.5)
    digest = models.CharField(max_length=64, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(focus_x__gte=0, focus_x__lte=1, focus_y__gte=0, focus_y__lte=1), name="image_focus_inside"
            )
        ]

    def __str__(self) -> str:
        return self.alt

    @property
    def files(self) -> list[str]:
        """Every stored file of this picture."""
        made = [path for size in self.sizes.values() for key, path in size.items() if key in ("webp", "avif")]
        return [str(self.file.name), *made]


class Document(models.Model):
    """A file kept as it came, after its type was checked."""

    title = models.CharField(_("title"), max_length=200)
    file = models.FileField(upload_to="documents/")
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    has_active_content = models.BooleanField(default=False)  # a PDF with scripts, launches or attached files
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title

    @property
    def extension(self) -> str:
        """The type, as people name it: PDF, ODT…"""
        return str(self.file.name).rpartition(".")[2].upper()


class Video(models.Model):
    """A short video, written again by the worker without its metadata, with captions and a transcript."""

    WAITING, READY, UNUSABLE = "waiting", "ready", "unusable"
    STATES = [(WAITING, _("being prepared")), (READY, _("ready")), (UNUSABLE, _("cannot be used"))]

    alt = models.CharField(_("what the video shows"), max_length=500)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    language = models.CharField(max_length=8, default="fr")
    source = models.FileField(upload_to="videos/", blank=True)  # as it came, until it is written again
    file = models.FileField(upload_to="videos/", blank=True)
    poster = models.FileField(upload_to="videos/", blank=True)
    captions = models.TextField(_("captions"), blank=True)  # WebVTT
    transcript = models.TextField(_("transcript"), blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    problem = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.alt

    @property
    def files(self) -> list[str]:
        """Every stored file of this video."""
        return [str(one.name) for one in (self.source, self.file, self.poster) if one]
