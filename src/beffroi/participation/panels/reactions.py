"""What happens after a panel moved: its draw is prepared, people are told, the search finds it."""

from beffroi.commons.notifications.actions import tell_followers
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.participation.panels import mails, states
from beffroi.participation.panels.actions import index, stored
from beffroi.participation.panels.facts import PanelDrawn, PanelsPublished, PoolClosed, SeatMoved
from beffroi.participation.panels.jobs import prepare
from beffroi.participation.panels.models import Candidate, Panel, Seat
from beffroi.participation.spaces.facts import ProcessEdited, ProcessPublished


def _panel(pk: int) -> Panel | None:
    return Panel.objects.select_related("component__process").filter(pk=pk).first()


@on(PoolClosed)
def prepare_the_draw(fact: PoolClosed) -> None:
    panel = _panel(fact.panel_id)
    if panel is not None and panel.state == states.COUNTING:
        prepare.using(unique=f"panels-prepare-{panel.pk}").enqueue(panel_id=panel.pk)


@on(SeatMoved)
def tell_who_is_drawn(fact: SeatMoved) -> None:
    seat = Seat.objects.select_related("candidate", "panel__component__process").filter(pk=fact.seat_id, state=Seat.ASKED).first()
    if seat is not None and fact.state == Seat.ASKED:
        mails.drawn(seat)


@on(PanelDrawn)
def tell_who_is_not_drawn(fact: PanelDrawn) -> None:
    panel = _panel(fact.panel_id)
    if panel is None:
        return
    for row in Candidate.objects.filter(panel=panel, seats=None).iterator(chunk_size=500):
        mails.not_drawn(row, panel)
    _tell(panel, "drawn")


@on(PanelsPublished)
def tell_that_the_panels_are_public(fact: PanelsPublished) -> None:
    panel = _panel(fact.panel_id)
    if panel is not None:
        _tell(panel, "published")


def _tell(panel: Panel, kind: str) -> None:
    params = {"title": panel.component.title, "url": stored(panel)}
    tell_followers(subject=panel.subject, kind=f"panels:{kind}", params=params, origin=f"panel-{kind}-{panel.pk}", at=clock.now())


@on(ProcessPublished)
def find_its_panels(fact: ProcessPublished) -> None:
    """What was a draft can be found now."""
    for panel in Panel.objects.filter(component__process_id=fact.process_id).select_related("component__process"):
        index(panel)


@on(ProcessEdited)
def find_what_was_opened(fact: ProcessEdited) -> None:
    for panel in Panel.objects.filter(component__process_id=fact.process_id).select_related("component__process"):
        index(panel)
