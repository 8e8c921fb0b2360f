"""The tables of the whole town that need no component: its processes, their phases, its topics."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beffroi.commons.topics.models import Tag
from beffroi.crossings.opendata.results import process_address
from beffroi.crossings.opendata.types import ADDRESS, INTEGER, NUMBER, SHAPE, TIME, YES_NO, Column, Dataset, datasets
from beffroi.participation.questions.exports import records
from beffroi.participation.spaces.models import Phase, Process
from beffroi.participation.surveys.reading import town_table


def processes() -> Iterator[list[Any]]:
    for row in Process.objects.public().order_by("pk").iterator(chunk_size=200):
        yield [
            row.slug, row.title, row.question, row.summary, row.who_decides, row.who_may_take_part, row.outcome, row.starts_at, row.ends_at,
            row.published_at, row.contributions_count, row.follows_count, row.longitude, row.latitude, row.area, process_address(row.slug),
        ]  # fmt: skip


def phases() -> Iterator[list[Any]]:
    rows = Phase.objects.filter(process__published_at__isnull=False).order_by("process_id", "position")
    for row in rows.values_list("process__slug", "position", "title", "summary", "starts_at", "ends_at", "result").iterator(chunk_size=500):
        yield list(row)


def topics() -> Iterator[list[Any]]:
    for row in Tag.objects.public().order_by("name").iterator(chunk_size=500):
        yield [row.slug, row.name, row.description, row.uses_count, settings.BASE_URL + reverse("topics:tag", args=[row.slug])]


def questions() -> Iterator[list[Any]]:
    for row in records(None):
        yield [
            row["id"], row["question"], row["text"], row["to"], row["mandate"], row["process"], row["by"], row["asked_at"], row["supports"],
            row["also_asked"], row["state"], row["due_at"], row["answered_at"], row["in_time"], row["answer"], row["corrected_at"], row["url"],
        ]  # fmt: skip


def surveys() -> Iterator[list[Any]]:
    for line in town_table():
        yield [*line[:-1], settings.BASE_URL + line[-1]]


datasets.register(
    Dataset(
        "questions",
        _("Questions to elected officials"),
        _("Each public question, whom it was put to, its answer and whether it came in time."),
        (
            Column("numero", _("Number"), "", INTEGER),
            Column("question", _("Question")),
            Column("precisions", _("More about it")),
            Column("a_qui", _("Asked of")),
            Column("mandat", _("Mandate")),
            Column("processus", _("Process"), _("The process that it belongs to; empty: the whole town.")),
            Column("par", _("Asked by")),
            Column("posee_le", _("Asked on"), "", TIME),
            Column("soutiens", _("Supports"), "", INTEGER),
            Column("fusionnees", _("Similar questions merged"), "", INTEGER),
            Column("etat", _("State")),
            Column("promise_le", _("Answer promised by"), "", TIME),
            Column("repondue_le", _("Answered on"), "", TIME),
            Column("a_temps", _("In time"), _("Whether the last answer kept the promise; empty: no answer yet."), YES_NO),
            Column("reponse", _("Answer")),
            Column("corrigee_le", _("Corrected on"), "", TIME),
            Column("page", _("Page"), _("Its page on this site."), ADDRESS),
        ),
        questions,
        (_("participation"), _("local democracy")),
    )
)
datasets.register(
    Dataset(
        "processus",
        _("Participation processes"),
        _("Each question put to the town: what is asked, until when, who decides, what has become of it."),
        (
            Column("identifiant", _("Identifier"), _("Its word in the addresses of this site; it never changes.")),
            Column("titre", _("Title")),
            Column("question", _("What is asked")),
            Column("resume", _("In short")),
            Column("qui_decide", _("Who decides")),
            Column("qui_participe", _("Who may take part")),
            Column("suite", _("What has become of it")),
            Column("debut", _("Begins"), _("Beginning of the first phase."), TIME),
            Column("fin", _("Ends"), _("End of the last phase; empty: no end."), TIME),
            Column("publie_le", _("Published on"), "", TIME),
            Column("contributions", _("Contributions"), _("Everything that people contributed, all parts together."), INTEGER),
            Column("abonnes", _("Followers"), _("How many people follow it."), INTEGER),
            Column("longitude", _("Longitude"), _("In degrees, WGS 84."), NUMBER),
            Column("latitude", _("Latitude"), _("In degrees, WGS 84."), NUMBER),
            Column("perimetre", _("Area"), _("The area that it is about, as a GeoJSON geometry."), SHAPE),
            Column("page", _("Page"), _("Its page on this site."), ADDRESS),
        ),
        processes,
        (_("participation"), _("local democracy")),
    )
)
datasets.register(
    Dataset(
        "phases",
        _("Phases of the processes"),
        _("The calendar: when each phase of each process begins and ends, and what came out of it."),
        (
            Column("processus", _("Process"), _("Identifier of the process.")),
            Column("rang", _("Rank"), _("Place among the phases of the process."), INTEGER),
            Column("titre", _("Title")),
            Column("resume", _("In short")),
            Column("debut", _("Begins"), "", TIME),
            Column("fin", _("Ends"), _("The moment itself is outside; empty: no end."), TIME),
            Column("resultat", _("What came out of it")),
        ),
        phases,
        (_("participation"), _("calendar")),
    )
)
datasets.register(
    Dataset(
        "themes",
        _("Topics"),
        _("The topics under which this site files what is said and decided."),
        (
            Column("identifiant", _("Identifier"), _("Its word in the addresses of this site.")),
            Column("nom", _("Name")),
            Column("description", _("Description")),
            Column("emplois", _("Uses"), _("How many things have this topic."), INTEGER),
            Column("page", _("Page"), _("Its page on this site."), ADDRESS),
        ),
        topics,
        (_("topics"),),
    )
)
datasets.register(
    Dataset(
        "enquetes",
        _("Results of surveys"),
        _("How many people gave each answer, in every survey whose results are public. Small groups and free answers are left out."),
        (
            Column("enquete", _("Number of the survey"), "", INTEGER),
            Column("titre", _("Title of the survey")),
            Column("question_numero", _("Number of the question"), "", INTEGER),
            Column("question", _("Question asked")),
            Column("reponse", _("Answer given")),
            Column("nombre", _("People who gave it"), "", INTEGER),
            Column("part", _("Share of those who answered the question"), "", NUMBER),
            Column("repondants", _("People who answered the question"), "", INTEGER),
            Column("url", _("Page of the survey"), "", ADDRESS),
        ),
        surveys,
    )
)
