from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel.routes import mount
from beffroi.participation.ballots import holder
from beffroi.participation.ballots.models import Election
from beffroi.participation.ballots.rules import PREPARE
from beffroi.participation.spaces.rules import SEE_DRAFTS
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks

__all__ = ["holder"]

mount("scrutins/", "beffroi.participation.ballots.urls")
mount("bureau/scrutins/", "beffroi.participation.ballots.team_urls")

nav.desk.register(
    nav.Entry(
        "ballots",
        pgettext_lazy("desk", "Votes and urns"),
        "ballots_team:index",
        icon="check",
        right=SEE_DRAFTS,
        order=43,
        group=_("Participation"),
    )
)


def to_prepare(person: Any, at: datetime) -> int:
    """Votes whose hour is near, or past, and that cannot open by themselves."""
    waiting = Election.objects.filter(state__in=[Election.DRAFT, Election.KEYS], is_ready=False)
    return waiting.filter(opens_at__lt=at + timedelta(days=7), closes_at__gt=at).count()


def to_prepare_late(person: Any, at: datetime) -> int:
    waiting = Election.objects.filter(state__in=[Election.DRAFT, Election.KEYS], is_ready=False)
    return waiting.filter(opens_at__lt=at, closes_at__gt=at).count()


desk_tasks.register(
    DeskTask(
        "ballots-prepare",
        _("Votes to make ready"),
        PREPARE,
        to_prepare,
        reverse_lazy("ballots_team:index"),
        to_prepare_late,
        icon="check",
        order=24,
    )
)


def to_open(person: Any, at: datetime) -> int:
    """Urns of secret votes that wait for their trustees."""
    return Election.objects.filter(state=Election.CLOSED, mode=Election.SECRET).count()


desk_tasks.register(
    DeskTask(
        "ballots-open", _("Urns that wait for their trustees"), PREPARE, to_open, reverse_lazy("ballots_team:index"), icon="check", order=23
    )
)
