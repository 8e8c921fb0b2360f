from datetime import timedelta

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import override

from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.participation.questions.actions import note_reminded
from beffroi.participation.questions.models import Question
from beffroi.participation.questions.reactions import tell_answerers

BEFORE = timedelta(days=3)
MOST = 200


@task(every=timedelta(hours=1))
def remind() -> None:
    """Three days before the promise ends, who answers is reminded, once. Lateness and escalation: commons.promises."""
    at = clock.now()
    rows = Question.objects.waiting().filter(reminded_at=None, due_at__gt=at, due_at__lte=at + BEFORE)
    for question in rows.select_related("addressee__account").order_by("due_at", "pk")[:MOST]:
        if note_reminded(question=question, at=at):
            with override(settings.LANGUAGE_CODE):
                day = date_format(localtime(question.due_at), "DATE_FORMAT")
            tell_answerers(question, "questions:reminded", f"question-reminded-{question.pk}-{question.due_at.date()}", day=day)
