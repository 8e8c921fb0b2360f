from django.db import models

from beffroi.kernel.subjects import Subject


class Label(models.Model):
    """A topic under which documents are found."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=60)


class Labelled(models.Model):
    """A subject has a topic; it may be said before the subject is put, and stays when it is removed for a while."""

    label = models.ForeignKey(Label, models.CASCADE, related_name="labelled")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id", "label"], name="labelled_once")]


class Document(models.Model):
    """A public text, as it is found. The index itself is kept by the database from the three columns of stems."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    space_kind = models.CharField(max_length=40, blank=True)
    space_id = models.BigIntegerField(null=True, blank=True)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)  # plain, for the excerpt
    url = models.CharField(max_length=500)
    language = models.CharField(max_length=8, default="fr")
    weight = models.FloatField(default=1.0)
    dated_at = models.DateTimeField()  # when it was first put: editing does not make it new
    put_at = models.DateTimeField()
    title_stems = models.TextField(blank=True)
    label_stems = models.TextField(blank=True)
    text_stems = models.TextField(blank=True)
    is_learnt = models.BooleanField(default=False)  # its words are in the vocabulary

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="document_once")]
        indexes = [
            models.Index(fields=["subject_kind", "space_kind", "space_id"], name="document_of_space"),
            models.Index(fields=["is_learnt"], condition=models.Q(is_learnt=False), name="document_to_learn"),
        ]

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)

    @property
    def space(self) -> Subject | None:
        return Subject(self.space_kind, self.space_id) if self.space_id else None


class Word(models.Model):
    """A word that public texts use, folded; `shown` is how it is written, `documents` in how many texts it was met."""

    word = models.CharField(max_length=40, unique=True)
    shown = models.CharField(max_length=40)
    stem = models.CharField(max_length=40, db_index=True)
    documents = models.PositiveIntegerField(default=0)


class Neighbour(models.Model):
    """A word with one letter left out: two words that share one are at most two typos apart."""

    form = models.CharField(max_length=40, db_index=True)
    word = models.ForeignKey(Word, models.CASCADE, related_name="+")
