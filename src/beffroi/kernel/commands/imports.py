"""`./beffroi import KIND …`: runs what a domain registered."""

from argparse import Namespace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beffroi.kernel.commands.state import Tell, must_be_migrated
from beffroi.kernel.importers import Progress, importers


def run(*, kind: str, options: Namespace, tell: Tell = print) -> int:
    """0 if every line was read, 1 if some were refused (the others are in)."""
    must_be_migrated()
    progress = Progress(tell=tell)
    importers[kind].run(options, progress)
    count = len(progress.refused)
    tell(ngettext("%(n)d line read.", "%(n)d lines read.", progress.done) % {"n": progress.done})
    if count:
        tell(ngettext("%(n)d line was refused.", "%(n)d lines were refused.", count) % {"n": count})
    tell(_("What follows from it (search, notifications) is done by the worker."))
    return 1 if count else 0
