"""Files `.pb`: participatory budgets as Pabulib publishes them, read and written.

Source: pabulib.org/format. Three sections (META, PROJECTS, VOTES), semicolons, UTF-8. Every column is kept.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from beffroi.engines.tally.instance import APPROVAL, TYPES, Ballot, Instance, Project, incompatible_ids
from beffroi.engines.tally.money import micro, units

SECTIONS = ("meta", "projects", "votes")


class BadFile(ValueError):
    """What is wrong with a file, and in which line (from 1)."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line


def read(text: str) -> Instance:
    """The instance in the text of a `.pb` file. BadFile says the line where it cannot be understood."""
    meta: dict[str, str] = {}
    projects: list[Project] = []
    places: dict[str, int] = {}
    ballots: list[Ballot] = []
    voters: set[str] = set()
    for line, section, cells in _rows(text):
        if section == "meta":
            meta[cells.get("key", "").lower()] = cells.get("value", "")
        elif section == "projects":
            project = _project(line, cells)
            if project.id in places:
                raise BadFile(line, f"project {project.id} is there twice")
            places[project.id] = len(projects)
            projects.append(project)
        else:
            voter = cells.get("voter_id", "")
            if voter and voter in voters:
                raise BadFile(line, f"voter {voter} is there twice")
            voters.add(voter)
            ballots.append(_ballot(line, cells, places))
    for project in projects:
        for name in incompatible_ids(project.columns):
            if name not in places:
                raise BadFile(1, f"project {project.id} is incompatible with {name}, which is not there")
    return _checked(meta, projects, ballots)


def _rows(text: str) -> Iterator[tuple[int, str, dict[str, str]]]:
    section, header = "", None
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            word = cells[0].strip().lower()
            if len([cell for cell in cells if cell.strip()]) == 1 and word in SECTIONS:
                section, header = word, None
            elif not section:
                raise BadFile(reader.line_num, "the file does not begin with META")
            elif header is None:
                header = [cell.strip().lower() for cell in cells]
            else:
                yield reader.line_num, section, dict(zip(header, (cell.strip() for cell in cells), strict=False))
    except csv.Error as error:
        raise BadFile(reader.line_num, str(error)) from None


def _project(line: int, cells: dict[str, str]) -> Project:
    if not cells.get("project_id"):
        raise BadFile(line, "a project has no id")
    try:
        cost = micro(cells.get("cost", ""))
    except ValueError as error:
        raise BadFile(line, f"cost: {error}") from None
    return Project(cells["project_id"], cost, cells)


def _ballot(line: int, cells: dict[str, str], places: dict[str, int]) -> Ballot:
    names = [name.strip() for name in cells.get("vote", "").split(",") if name.strip()]
    unknown = [name for name in names if name not in places]
    if unknown:
        raise BadFile(line, f"no project {unknown[0]}")
    if len(set(names)) != len(names):
        raise BadFile(line, "a project is chosen twice")
    points: tuple[int, ...] = ()
    if cells.get("points"):
        try:
            points = tuple(int(one) for one in cells["points"].split(","))
        except ValueError:
            raise BadFile(line, "points are whole numbers") from None
        if len(points) != len(names):
            raise BadFile(line, "as many points as choices are needed")
    return Ballot(tuple(places[name] for name in names), points, cells)


def _checked(meta: dict[str, str], projects: Sequence[Project], ballots: Sequence[Ballot]) -> Instance:
    if "budget" not in meta:
        raise BadFile(1, "META gives no budget")
    try:
        budget = micro(meta["budget"])
    except ValueError as error:
        raise BadFile(1, f"budget: {error}") from None
    kind = meta.get("vote_type", APPROVAL).lower()
    kind = {"choose-1": APPROVAL}.get(kind, kind)
    if kind not in TYPES:
        raise BadFile(1, f"votes of type {kind} are not known")
    return Instance(projects, ballots, budget, kind, meta)


def write(instance: Instance, *, selected: Iterable[str] = ()) -> str:
    """The text of a `.pb` file: every column that was read, counts and winners as they are now."""
    won = set(selected)
    out = io.StringIO()
    to = csv.writer(out, delimiter=";", lineterminator="\n")
    meta = dict(instance.meta)
    meta |= {
        "num_projects": str(len(instance.projects)),
        "num_votes": str(instance.voters),
        "budget": str(units(instance.budget)),
        "vote_type": instance.vote_type,
    }
    to.writerows([["META"], ["key", "value"], *meta.items()])
    given = {"project_id", "cost", "votes", "score", "selected"}
    more = list(dict.fromkeys(name for project in instance.projects for name in project.columns if name not in given))
    score = ["score"] if instance.vote_type != APPROVAL else []
    to.writerows([["PROJECTS"], ["project_id", "cost", "votes", *score, *more, *(["selected"] if won else [])]])
    for position, project in enumerate(instance.projects):
        counted = [instance.votes[position], *([instance.scores[position]] if score else [])]
        kept = [project.columns.get(name, "") for name in more]
        to.writerow([project.id, units(project.cost), *counted, *kept, *([int(project.id in won)] if won else [])])
    given = {"voter_id", "vote", "points"}
    more = list(dict.fromkeys(name for ballot in instance.ballots for name in ballot.columns if name not in given))
    points = ["points"] if any(ballot.points for ballot in instance.ballots) else []
    to.writerows([["VOTES"], ["voter_id", "vote", *points, *more]])
    for number, ballot in enumerate(instance.ballots, 1):
        names = ",".join(instance.projects[position].id for position in ballot.choices)
        given_points = [",".join(map(str, ballot.points))] if points else []
        to.writerow([ballot.columns.get("voter_id") or number, names, *given_points, *(ballot.columns.get(name, "") for name in more)])
    return out.getvalue()
