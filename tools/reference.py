"""`./dev docs`: write docs/reference/*.md from the registries, so that the reference cannot lie."""

import inspect
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from tools.say import ROOT, line

FOLDER = ROOT / "docs" / "reference"


def page(title: str, introduction: str, lines: Iterable[str]) -> str:
    return f"<!-- Written by ./dev docs. -->\n# {title}\n{introduction}\n\n" + "\n".join(lines) + "\n"


def table(columns: list[str], rows: Iterable[Iterable[object]]) -> list[str]:
    cells = [[str(cell).replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    return [f"| {' | '.join(row)} |" for row in (columns, ["---"] * len(columns), *cells)]


def documented(thing: Any) -> str:
    """First paragraph of a docstring, unless the dataclass machinery wrote it."""
    text = inspect.cleandoc(vars(thing).get("__doc__") or "") if isinstance(thing, type) else inspect.getdoc(thing) or ""
    first = " ".join(text.split("\n\n")[0].split())
    return "" if isinstance(thing, type) and first.startswith(f"{thing.__name__}(") else first


def written(function: Any) -> str:
    """What a job says of itself; a reaction's job was made around the function that has its name."""
    named = getattr(sys.modules.get(function.__module__), function.__qualname__, None)
    return documented(function) or documented(getattr(named, "function", named))


def ours(things: dict[str, Any]) -> list[tuple[str, Any]]:
    """Without what tests define."""
    return sorted((name, thing) for name, thing in things.items() if is_ours(getattr(thing, "function", thing)))


def is_ours(thing: Any) -> bool:
    module = getattr(thing, "__module__", "")
    return module.startswith("beffroi.") and ".tests" not in module and not module.startswith("beffroi.channels.base.contract")


def facts() -> str:
    from beffroi.kernel.facts import FACTS, REACTIONS

    heard: dict[type, list[str]] = {
        fact: [f"`{reaction.name.removeprefix('beffroi.')}`" for _, reaction in reactions if is_ours(reaction.function)]
        for fact, reactions in REACTIONS.items()
    }
    rows = [
        (
            f"`{name}`",
            ", ".join(f"`{field.name}`" for field in fields(fact)),
            documented(fact) or fact.said,
            ", ".join(sorted({reaction for base in fact.__mro__ for reaction in heard.get(base, [])})),
        )
        for name, fact in ours(FACTS)
    ]
    return page(
        "Facts", "What happened, told upwards (`record`), and who reacts (`@on`).", table(["fact", "holds", "means", "heard by"], rows)
    )


def settings() -> str:
    import beffroi.settings  # noqa: F401
    from beffroi.kernel.env import SETTINGS

    here = (str(ROOT), str(Path.home()))
    rows = []
    for name, setting in sorted(SETTINGS.items()):
        default = setting.default if not setting.default.startswith(here) else "data"
        rows.append((f"`{name}`", setting.type, f"`{default}`" if default else "", setting.help))
    introduction = (
        "Read from the environment; a secret may come from a file (`NAME_FILE`). A wrong value stops the start with one sentence."
    )
    return page("Settings", introduction, table(["setting", "type", "default", "means"], rows))


def rights() -> str:
    from beffroi.ground.people.rights import rights

    rows = [(f"`{right.kind}`", right.label, ", ".join(sorted(right.roles)) or "") for right in rights]
    introduction = "What the team may do, and the roles that carry it. The administrator holds every right."
    return page("Rights", introduction, table(["right", "means", "roles"], rows))


def components() -> str:
    from beffroi.participation.spaces.types import component_types

    rows = [
        (
            f"`{kind.kind}`",
            kind.label,
            f"`{kind.path}`",
            ", ".join(f"`{verb}` ({label})" for verb, label in kind.verbs.items()),
            documented(type(kind)),
        )
        for kind in component_types
        if is_ours(type(kind))
    ]
    introduction = "What a process can be made of. A verb is open in a phase by an Opening, which is a row."
    return page("Components and their verbs", introduction, table(["kind", "label", "path", "verbs", "means"], rows))


def jobs() -> str:
    from beffroi.kernel.facts import REACTIONS
    from beffroi.kernel.jobs import TASKS

    after: dict[str, list[str]] = {}
    for heard in REACTIONS.values():
        for fact, reaction in heard:
            after.setdefault(reaction.name, []).append(f"`{fact.__name__}`")
    rows = []
    for name, task in ours(TASKS):
        when = f"every {task.every}" if task.every else "after " + ", ".join(sorted(after[name])) if name in after else "asked for"
        # The name of a reaction is a sentence; any other job says what it does.
        said = written(task.function) or (in_words(task.function.__name__) if name in after else "")
        rows.append((f"`{name.removeprefix('beffroi.')}`", when, task.queue, task.retries, said))
    introduction = "What the worker runs. Each runs at least once; its effects are idempotent."
    return page("Jobs", introduction, table(["job", "when", "queue", "retries", "does"], rows))


def in_words(name: str) -> str:
    return name.strip("_").replace("_", " ").capitalize() + "."


def commands() -> str:
    """The verbs of ./beffroi with their arguments, and what can be imported."""
    from argparse import SUPPRESS, ArgumentParser, _SubParsersAction

    from beffroi.__main__ import parser
    from beffroi.kernel.importers import importers

    def arguments(made: ArgumentParser) -> str:
        said = []
        for action in made._actions:
            if action.help != SUPPRESS and action.dest not in ("help", "data"):
                word = action.option_strings[-1] if action.option_strings else str(action.metavar or action.dest)
                said.append(f"`{word}` {action.help or ''}".strip())
        return "; ".join(said)

    def verbs(of: ArgumentParser, before: str = "") -> list[tuple[str, str, str]]:
        rows = []
        for action in (action for action in of._actions if isinstance(action, _SubParsersAction)):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, made in action.choices.items():
                inner = verbs(made, f"{before}{name} ")
                rows += inner or [(f"`{before}{name}`", helps[name], arguments(made))]
        return rows

    rows = verbs(parser())
    kinds = []
    for importer in importers:
        importer.add_arguments(made := ArgumentParser())
        kinds.append((f"`{importer.kind}`", importer.help, arguments(made)))
    lines = [*table(["verb", "does", "takes"], rows), "", "## What `./beffroi import` reads", *table(["kind", "reads", "takes"], kinds)]
    return page("Commands", "The verbs of `./beffroi`; each takes `--help`, and each of one town `--data DIR`.", lines)


def registries() -> str:
    """Every Registry object of our modules, with what has been registered."""
    from beffroi.kernel.registry import Registry

    found: dict[int, tuple[str, Registry[Any]]] = {}
    for name, module in sorted(sys.modules.items()):
        if name.startswith("beffroi.") and ".tests" not in name:
            for word, thing in sorted(vars(module).items()):
                if isinstance(thing, Registry) and is_made_in(module, word):
                    found[id(thing)] = (f"{name.removeprefix('beffroi.')}.{word}", thing)
    rows = [
        (f"`{name}`", registry.sort, ", ".join(f"`{thing.kind}`" for thing in registry if is_ours(type(thing))))
        for name, registry in sorted(found.values(), key=lambda pair: pair[0])
    ]
    introduction = "Where a lower floor asks several upper ones (`Registry`), and who answers."
    return page("Registries", introduction, table(["registry", "of", "registered"], rows))


def is_made_in(module: Any, word: str) -> bool:
    """Whether this module makes the registry of that name, and does not only import it."""
    return bool(re.search(rf"^{word}\b[^=\n]*= Registry\(", inspect.getsource(module), re.MULTILINE))


def domains() -> str:
    from django.apps import apps

    lines = []
    for app in apps.get_app_configs():
        if app.name.startswith("beffroi."):
            lines += [
                f"## {app.name.removeprefix('beffroi.')}",
                inspect.cleandoc(app.module.__doc__ or "").partition(": ")[2].strip() or "",
                "",
            ]
    return page("Domains", "Each introduces itself in its `__init__.py`.", lines).rstrip() + "\n"


def speaking_english(write):
    """Labels are translated lazily; the reference is in English."""

    def in_english() -> str:
        from django.utils import translation

        with translation.override("en"):
            return write()

    return in_english


PAGES = {write.__name__: speaking_english(write) for write in (facts, settings, commands, rights, components, jobs, registries, domains)}


def main() -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beffroi.settings")
    os.environ.setdefault("SECRET_KEY", "only-for-writing-the-reference-pages")
    django.setup()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, write in PAGES.items():
        path, text = FOLDER / f"{name}.md", write()
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            line(f"· {path.relative_to(ROOT)}")
    for path in FOLDER.glob("*.md"):
        if path.stem not in PAGES:
            line(f"· {path.relative_to(ROOT)} is nobody's: delete it")
    return 0


if __name__ == "__main__":
    sys.exit(main())
