"""`./beffroi import bounces FILE`: mails that came back (one mail, or an mbox of many)."""

import mailbox
from argparse import ArgumentParser, Namespace
from pathlib import Path

from beffroi.channels.newsletter import actions, dsn
from beffroi.kernel import clock
from beffroi.kernel.importers import Importer, Progress, importers


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a mail (.eml) or an mbox")


def bounces(options: Namespace, progress: Progress) -> None:
    """Each mail is read; addresses that are gone get nothing more, others are paused after three."""
    raw = options.file.read_bytes()
    mails = [bytes(mail) for mail in mailbox.mbox(options.file, create=False)] if raw.startswith(b"From ") else [raw]
    done = 0
    for one in mails:
        done += actions.note_bounces(bounces=dsn.parse(one), at=clock.now())
        progress.advance()
    progress.tell(f"{done} addresses did not receive our mails")


importers.register(Importer("bounces", "mails of newsletters that came back (an mbox, or one mail)", add_arguments, bounces))
