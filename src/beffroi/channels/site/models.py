from django.db import models
from django.urls import reverse

from beffroi.channels.base.models import Account
from beffroi.ground.media.models import Image, Video
from beffroi.ui import drawings


class ArticleQuerySet(models.QuerySet):
    def public(self):
        return self.filter(withdrawn_at=None, hidden_at=None)


class Article(models.Model):
    """A piece of news on the site."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    key = models.CharField(max_length=100)
    slug = models.SlugField(max_length=120)
    title = models.CharField(max_length=200)
    excerpt = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    html = models.TextField()
    language = models.CharField(max_length=8, default="fr")
    image = models.ForeignKey(Image, models.SET_NULL, null=True, blank=True, related_name="+")
    image_alt = models.CharField(max_length=500, blank=True)
    images = models.JSONField(default=list)  # ids of the further pictures, which the publication holds
    video = models.ForeignKey(Video, models.SET_NULL, null=True, blank=True, related_name="+")
    drawing = models.CharField(max_length=60, blank=True)
    topic = models.CharField(max_length=60, blank=True)
    about = models.CharField(max_length=60, blank=True)  # the subject it tells about, as "kind:id"
    correction = models.TextField(blank=True)
    corrected_on = models.DateField(null=True, blank=True)
    comments_open = models.BooleanField(default=True)
    messages_count = models.PositiveIntegerField(default=0)
    follows_count = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="article_once_per_key")]
        indexes = [models.Index(fields=["-published_at", "-id"])]

    def get_absolute_url(self) -> str:
        return reverse("site:article", kwargs={"pk": self.pk, "slug": self.slug})

    @property
    def shown_drawing(self) -> str:
        """The drawing that stands for a missing picture; "" if it is not one of ours."""
        return self.drawing if self.drawing in drawings.names() else ""
