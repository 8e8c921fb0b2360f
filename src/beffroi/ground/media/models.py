from django.db import models


class Image(models.Model):
    """A picture, re-encoded without its metadata, in several sizes."""

    alt = models.CharField(max_length=500)
    credit = models.CharField(max_length=200, blank=True)
    file = models.FileField(upload_to="images/")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    sizes = models.JSONField(default=dict)  # {"480": {"webp": path, "avif": path}, …}
    focus_x = models.FloatField(default=0.5)
    focus_y = models.FloatField(default=0.5)
    digest = models.CharField(max_length=64, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)


class Document(models.Model):
    """A file kept as it came, after its type was checked."""

    title = models.CharField(max_length=200)
    file = models.FileField(upload_to="documents/")
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
