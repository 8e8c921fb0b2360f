"""« République numérique », the consultation of the French State in 2015, as its open data tell it.

Its process is over: it can be read, searched and counted. Authors were not published: one voice stands for all of them.
"""

import re
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from beffroi.commons.conversations.actions import Imported, bring_in
from beffroi.ground.people.actions import known_voice
from beffroi.ground.people.models import Voice
from beffroi.kernel.importers import Importer, Progress
from beffroi.kernel.subjects import Subject
from beffroi.participation.proposals import actions
from beffroi.participation.proposals.importing.lines import Argument, BadLine, Opinion, raw, read
from beffroi.participation.proposals.models import Proposal
from beffroi.participation.proposals.settings_form import NO_MAP
from beffroi.participation.spaces import actions as spaces
from beffroi.participation.spaces.actions.phases import Stretch
from beffroi.participation.spaces.models import Component, Process

SLUG, CHANNEL = "republique-numerique", "republique-numerique.fr"
OPENED, CLOSED, ANSWERED = (datetime(2015, month, day, tzinfo=UTC) for month, day in ((9, 26), (10, 19), (12, 9)))
LONGEST_TOPIC = 60
BATCH = 100
SECTION = re.compile(r"^Section \d+ [–-] ")

Place = str  # "file:line"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="opinions and arguments, JSON lines, in any order")


def run(options: Namespace, progress: Progress) -> None:
    """Read every file, then write the proposals, then the arguments. Again: nothing is doubled."""
    opinions: dict[int, Opinion] = {}
    arguments: dict[int, tuple[Place, Argument]] = {}
    for path in options.files:
        try:
            _read(path, opinions, arguments, progress)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None
    if not opinions and not arguments:
        return
    with override(settings.LANGUAGE_CODE):  # it is kept: in the town's first language, whoever starts the import
        voice = known_voice(channel=CHANNEL, address=SLUG, name=_("Author not published"), at=OPENED)
    component = _component(list(opinions.values()))
    progress.tell(_("Proposals…"))
    added, changed = _write_opinions(component, list(opinions.values()), voice)
    progress.tell(_("Arguments…"))
    said, mended = _write_arguments(arguments, voice, progress)
    progress.tell(
        ngettext("%(n)d proposal added, %(changed)d changed.", "%(n)d proposals added, %(changed)d changed.", added)
        % {"n": added, "changed": changed}
    )
    progress.tell(
        ngettext("%(n)d argument added, %(changed)d changed.", "%(n)d arguments added, %(changed)d changed.", said)
        % {"n": said, "changed": mended}
    )


def _read(path: Path, opinions: dict[int, Opinion], arguments: dict[int, tuple[Place, Argument]], progress: Progress) -> None:
    for number, line in raw(path):
        place = f"{path.name}:{number}"
        try:
            row = read(line)
            known = opinions if isinstance(row, Opinion) else arguments
            if row is not None and row.id in known:
                raise BadLine(_("the number %(id)d was there before") % {"id": row.id})
        except BadLine as bad:
            progress.refuse(place, bad)
        else:
            if isinstance(row, Opinion):
                opinions[row.id] = row
            elif row is not None:
                arguments[row.id] = (place, row)
        progress.advance()


@transaction.atomic
def _component(opinions: list[Opinion]) -> Component:
    """The process and its proposals, made at the first import."""
    process = Process.objects.filter(slug=SLUG).first() or _process()
    component = process.components.filter(kind="proposal").order_by("pk").first()
    if component is None:
        raise CommandError(_("The process “%(slug)s” has no proposals any more: rename it, then import again.") % {"slug": SLUG})
    component = Component.objects.select_related("process").get(pk=component.pk)
    known = str(component.settings.get("topics", "")).splitlines()
    topics = list(dict.fromkeys([*known, *(topic_of(one.section) for one in opinions)]))
    if topics != known:
        changes = {"settings": {**component.settings, "topics": "\n".join(topic for topic in topics if topic)}}
        spaces.edit_component(component=component, person=None, seen=component.edits, changes=changes, at=OPENED)
    return component


def topic_of(section: str) -> str:
    """« Section 1 – Les Communs » → « Les Communs »; numbers begin again in each chapter, so that they say nothing."""
    word = " ".join(SECTION.sub("", section).split())
    if word == "-":
        return ""
    return word if len(word) <= LONGEST_TOPIC else f"{word[: LONGEST_TOPIC - 1].rstrip()}…"


def _process() -> Process:
    process = spaces.create(
        person=None, at=OPENED, slug=SLUG, title="République numérique", question="Quelle loi pour le numérique ?", drawing="consultation",
        summary="En 2015, l’État a mis en ligne son projet de loi pour une République numérique. Chacun a pu le discuter, voter et proposer.",
        text=(
            "Une partie des propositions déposées est reprise ici, avec leurs votes et leurs arguments, telles que les données ouvertes les donnent. "
            "Les noms des auteurs et les dates n’y sont pas : tout porte la date d’ouverture.\n\nCette consultation est terminée. On peut tout lire."
        ),
        who_decides="Le Gouvernement, puis le Parlement.", who_may_take_part="Tout le monde, en ligne.",
        how_binding="L’État s’était engagé à répondre aux propositions les plus soutenues.",
    )  # fmt: skip
    stretches = [
        Stretch(None, "Consulter", "Proposer, voter, argumenter.", OPENED, CLOSED),
        Stretch(None, "Répondre", "Le Gouvernement répond et revoit son texte.", CLOSED, ANSWERED),
    ]
    phases = spaces.save_phases(process=process, person=None, seen=process.edits, stretches=stretches, at=ANSWERED)
    component = spaces.add_component(
        process=process, person=None, kind="proposal", title="Les propositions", intro="Ce que les participants ont proposé d’écrire dans la loi.",
        settings={"place": NO_MAP, "order": "supported", "photo": False}, at=OPENED,
    )  # fmt: skip
    process.refresh_from_db()
    wanted = [(phases[0].pk, component.pk, verb) for verb in ("propose", "support", "comment")]
    spaces.set_openings(process=process, person=None, seen=process.edits, wanted=wanted, at=ANSWERED)
    process.refresh_from_db()
    return spaces.publish(process=process, person=None, at=OPENED, told=False)


def _write_opinions(component: Component, opinions: list[Opinion], voice: Voice) -> tuple[int, int]:
    added = changed = 0
    for start in range(0, len(opinions), BATCH):
        rows = [
            actions.Elsewhere(_origin("opinion", one.id), one.title, one.text, topic_of(one.section), one.votes)
            for one in opinions[start : start + BATCH]
        ]
        new, other = actions.import_proposals(component=component, rows=rows, voice=voice, channel=CHANNEL, at=OPENED)
        added, changed = added + new, changed + other
    return added, changed


def _write_arguments(arguments: dict[int, tuple[Place, Argument]], voice: Voice, progress: Progress) -> tuple[int, int]:
    """Under the proposal of each; one whose proposal is nowhere is refused with its line."""
    about: dict[int, list[tuple[Place, Argument]]] = {}
    for place, one in arguments.values():
        about.setdefault(one.opinion, []).append((place, one))
    origins = {_origin("opinion", number): number for number in about}
    found: dict[int, int] = {}
    keys = list(origins)
    for start in range(0, len(keys), 500):
        stored = Proposal.objects.filter(origin__in=keys[start : start + 500]).values_list("origin", "pk")
        found |= {origins[origin]: pk for origin, pk in stored}
    added = changed = 0
    wanted = [(found[number], rows) for number, rows in about.items() if number in found]
    for start in range(0, len(wanted), BATCH):
        with transaction.atomic():
            for pk, rows in wanted[start : start + BATCH]:
                said = [
                    Imported(_origin("argument", one.id), one.text, "for" if one.is_for else "against", one.votes) for _place, one in rows
                ]
                report = bring_in(subject=Subject("proposal", pk), said=said, voice=voice, channel=CHANNEL, at=OPENED)
                added, changed = added + report.added, changed + report.changed
    for number, rows in about.items():
        if number not in found:
            for place, _one in rows:
                progress.refuse(place, _("no proposal has the number %(id)d") % {"id": number})
    return added, changed


def _origin(kind: str, number: int) -> str:
    return f"{SLUG}-{kind}-{number}"


importer = Importer(
    "consultation", "Old consultation: proposals with votes, arguments (République numérique, JSON lines)", add_arguments, run
)
