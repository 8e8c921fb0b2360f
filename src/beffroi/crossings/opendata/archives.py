"""All the tables of one component as an archive: a file each, the meaning of the columns, the licence."""

import tempfile
import zipfile
from typing import IO

from django.utils.translation import gettext as _

from beffroi.crossings.opendata import results, writing
from beffroi.crossings.opendata.types import LICENCE, LICENCE_NAME, Column
from beffroi.participation.spaces.models import Component

IN_MEMORY = 2 * 1024 * 1024


def of_component(component: Component, *, language: str) -> IO[bytes]:
    """A file to read from, on disk once it is large."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    meaning: list[list[str]] = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for source in results.tables(component):
            table = results.opened(source)
            with archive.open(f"{table.name}.csv", "w") as entry:
                for piece in writing.csv_pieces(table.columns, table.rows, language=language):
                    entry.write(piece)
            meaning += [[f"{table.name}.csv", one.name, str(one.label), one.type, str(one.explanation)] for one in table.columns]
        heads = [Column(name, name) for name in (_("file"), _("column"), _("label"), _("type"), _("meaning"))]
        archive.writestr(_("columns") + ".csv", b"".join(writing.csv_pieces(heads, meaning, language=language)))
        archive.writestr("LICENCE.txt", f"{LICENCE_NAME}\n{LICENCE}\n")
    file.seek(0)
    return file
