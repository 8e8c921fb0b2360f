"""The habits that a program can watch over: one habit, one test, one message that says what to do."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import get_resolver
from django.urls.resolvers import URLPattern

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "beffroi"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
MOST_LINES = 500


# Where everything is.


def names(line: str) -> list[str]:
    return [name.strip("() ") for name in re.split(r"[|:]", line)]


@cache
def floors() -> dict[str, tuple[int, str, int]]:
    """Domain -> (floor, half, step), read from the contracts that the import linter reads."""
    layers = {c["containers"][0]: c["layers"] for c in CONTRACTS if c["type"] == "layers" and len(c["containers"]) == 1}
    found = {}
    for floor, line in enumerate(reversed(layers["beffroi"])):
        for half in names(line):
            found[f"beffroi.{half}"] = (floor, half, 0)
            for step, inner in enumerate(reversed(layers.get(f"beffroi.{half}", []))):
                for domain in names(inner):
                    found[f"beffroi.{half}.{domain}"] = (floor, half, step)
    return found


def is_below(there: str, here: str) -> bool:
    (floor1, half1, step1), (floor2, half2, step2) = floors()[there], floors()[here]
    return floor1 < floor2 or (half1 == half2 and step1 < step2)


def our_apps() -> list:
    return [app for app in apps.get_app_configs() if app.name.startswith("beffroi.")]


def said(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def modules() -> dict[Path, str]:
    """Our Python files that run on a town: no tests, no migrations."""
    return {
        path: path.read_text()
        for path in sorted(SOURCES.rglob("*.py"))
        if not {"tests", "migrations"} & set(path.relative_to(SOURCES).parts)
    }


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(modules()[path])


@cache
def templates() -> dict[Path, str]:
    return {path: path.read_text() for path in sorted(SOURCES.rglob("templates/**/*")) if path.suffix in (".html", ".txt", ".xml", ".svg")}


def noun(path: Path) -> str:
    """What a module is in its domain: `actions` for actions.py and for actions/anything.py."""
    inner = path.relative_to(SOURCES).with_suffix("").parts
    depth = 1 if inner[0] in ("kernel", "ui") else 2
    return inner[depth] if len(inner) > depth else ""


def is_domain(path: Path) -> bool:
    return path.relative_to(SOURCES).parts[0] not in ("kernel", "engines") and len(path.relative_to(SOURCES).parts) > 1


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def imported(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno


# Floors


def test_the_settings_and_the_contracts_name_the_same_domains():
    unknown = [app.name for app in our_apps() if app.name not in floors()]
    assert not unknown, "put these on a floor in pyproject.toml"


def test_foreign_keys_point_down():
    wrong = []
    for app in our_apps():
        for model in app.get_models():
            for field in model._meta.get_fields():
                target = field.related_model if field.is_relation and field.concrete else None
                if not target or target is model:
                    continue
                there = apps.get_app_config(target._meta.app_label)
                if there.name.startswith("beffroi.") and there is not app and not is_below(there.name, app.name):
                    wrong.append(f"{app.label}.{model.__name__}.{field.name} -> {there.label}")
    assert not wrong


def test_no_model_points_at_anything_by_a_generic_key():
    wrong = [said(path) for path, text in modules().items() if re.search(r"GenericForeignKey|GenericRelation", text)]
    assert not wrong, "use kernel.subjects"


def template_owner(path: Path) -> str:
    """The app whose folder holds a template."""
    parts = path.relative_to(SOURCES).parts
    return ".".join(("beffroi", *parts[: parts.index("templates")]))


# A package's page that we dress as ours, in the domain that configures the package.
FOREIGN_TEMPLATES = {"account", "allauth", "mfa", "socialaccount", "usersessions", "django", "registration", "elements", "layouts"}


def test_templates_use_only_templates_from_below():
    labels = {app.label: app.name for app in our_apps()}
    wrong = []
    for path, text in templates().items():
        here = template_owner(path)
        for name in re.findall(r'{%-?\s*(?:extends|include)\s+"([^"]+)"', text):
            label = name.split("/")[0]
            if label in FOREIGN_TEMPLATES:
                continue
            there = labels.get(label)
            if there is None:
                wrong.append(f"{said(path)} -> {name} (nobody's)")
            elif there != here and not is_below(there, here):
                wrong.append(f"{said(path)} -> {name}")
    assert not wrong


def test_templates_load_tags_only_from_below():
    owners = {tags.stem: template_module for template_module, tags in tag_libraries()}
    wrong = []
    for path, text in templates().items():
        here = template_owner(path)
        for line in re.findall(r"{%\s*load\s+([^%]+?)\s*%}", text):
            for name in line.split(" from ")[-1].split():
                there = owners.get(name)
                if there and there != here and not is_below(there, here):
                    wrong.append(f"{said(path)} -> {name}")
    assert not wrong


def tag_libraries() -> Iterator[tuple[str, Path]]:
    for app in our_apps():
        for path in (Path(app.path) / "templatetags").glob("*.py"):
            if path.stem != "__init__":
                yield app.name, path


def test_a_template_lies_in_the_folder_of_its_domain():
    wrong = [
        said(path)
        for path in templates()
        if path.relative_to(SOURCES).parts[path.relative_to(SOURCES).parts.index("templates") + 1]
        not in {template_owner(path).rsplit(".", 1)[-1], *FOREIGN_TEMPLATES, "404.html", "500.html", "403.html"}
    ]
    assert not wrong


# Access


def views(resolver, prefix: str = "") -> Iterator[tuple[str, object]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.pattern}", pattern.callback
        else:
            yield from views(pattern, f"{prefix}{pattern.pattern}")


def test_every_view_says_who_may_reach_it():
    silent = [f"{route}: {view.__module__}.{view.__qualname__}" for route, view in views(get_resolver()) if not getattr(view, "access", "")]
    assert not silent, "declare it (kernel.access, people.access, spaces.access)"


def test_views_for_the_team_name_a_right_that_exists():
    from beffroi.ground.people.rights import rights

    wrong = [
        f"{route}: {view.access}"
        for route, view in views(get_resolver())
        if getattr(view, "access", "").startswith("team: ") and view.access.removeprefix("team: ") not in rights
    ]
    assert not wrong


# Reactions


def test_no_reaction_hides_in_a_model_signal():
    signal = re.compile(r"\b(?:post|pre)_(?:save|delete|init|migrate)\b|\bm2m_changed\b|django\.dispatch")
    found = [said(path) for path, text in modules().items() if signal.search(text)]
    assert not found, "record a fact, react with @on"


def test_no_model_overrides_save_or_delete():
    found = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef) and noun(path) == "models":
                found += [
                    f"{said(path)}:{part.lineno}"
                    for part in node.body
                    if isinstance(part, ast.FunctionDef) and part.name in ("save", "delete")
                ]
    assert not found, "what must happen with a row happens in its action"


# The clock


CLOCKS = {("timezone", "now"), ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("clock", "now")}
TIMELESS = {"rules", "actions", "models", "types", "facts", "forms", "component", "queries"}


# A card of a subject is drawn for a page, and an access decorator is part of a view: they may look at the clock.
def test_only_views_jobs_and_commands_read_the_clock():
    found = []
    for path in modules():
        if not is_domain(path) or noun(path) not in TIMELESS:
            continue
        for call in calls(path):
            if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
                if (call.func.value.id, call.func.attr) in CLOCKS:
                    found.append(f"{said(path)}:{call.lineno}")
    assert not found, "be given `at`"


# Writing


WRITES = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create", "add", "set", "clear"}
MANAGED = {"create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create"}
# Subjects are absent: their protocol lets moderation and supports write through them (set_hidden, count).
READERS = {"views", "reactions", "templatetags", "rules", "forms", "component", "access", "context", "middleware", "plugs", "types"}
# Forms of an installed package which write by themselves.
MAY_SAVE = ("ground/people/views/factors.py",)


def chain(node: ast.expr) -> list[str]:
    """Names of a dotted expression, calls included: Post.objects.filter(…) -> Post objects filter."""
    if isinstance(node, ast.Attribute):
        return [*chain(node.value), node.attr]
    if isinstance(node, ast.Call):
        return chain(node.func)
    return [node.id] if isinstance(node, ast.Name) else []


def is_write(call: ast.Call) -> bool:
    """A queryset that writes, or a row that saves itself. Calling actions, forms, sets and dictionaries is no writing."""
    words = chain(call.func)
    if len(words) < 2 or words[-1] not in WRITES or words[0] in ("actions", "cache", "hashlib"):
        return False
    if words[-1] in MANAGED and "objects" in words[:-1]:
        return True
    if words[-1] in ("update", "delete", "update_or_create", "get_or_create", "bulk_create") and {"filter", "exclude", "all"} & set(
        words[:-1]
    ):
        return True
    return (
        words[-1] == "save" and not call.args and {keyword.arg for keyword in call.keywords} <= {"update_fields", "force_insert", "using"}
    )


def test_only_actions_write():
    found = [
        f"{said(path)}:{call.lineno}: {'.'.join(chain(call.func))}"
        for path in modules()
        if is_domain(path) and noun(path) in READERS
        for call in calls(path)
        if is_write(call) and not (chain(call.func)[-1] == "save" and said(path).endswith(MAY_SAVE))
    ]
    assert not found, "write in an action"


POSITIONAL = {"thread_of"}  # One subject in, its thread out: read as a look-up.


def test_actions_are_keyword_only_and_know_no_request():
    wrong = []
    for path in modules():
        if not is_domain(path) or noun(path) != "actions":
            continue
        for node in tree(path).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            parameters = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
            decorators = {name for d in node.decorator_list for name in chain(d)}
            if "request" in parameters:
                wrong.append(f"{said(path)}:{node.lineno}: {node.name} takes a request")
            if "atomic" in decorators and node.name not in POSITIONAL and (node.args.posonlyargs or node.args.args):
                wrong.append(f"{said(path)}:{node.lineno}: {node.name} takes positions")
    assert not wrong


# The outside


EAGER = {"gettext", "ngettext", "pgettext", "npgettext"}


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when the module is read: everything but the bodies of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Lambda):
            continue
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (found for part in (*child.decorator_list, child.args) for found in ast.walk(part))
            continue
        yield child
        yield from at_import(child)


def test_no_text_is_fixed_in_the_language_of_the_start():
    wrong = []
    for path in modules():
        found = [node for node in tree(path).body if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"]
        eager = {name.asname or name.name for node in found for name in node.names if name.name in EAGER}
        called = [node for node in at_import(tree(path)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
        wrong += [f"{noun(path)}: {ast.unparse(node)}" for node in called if node.func.id in eager]
    assert not wrong, "gettext_lazy, or the reader’s language is not asked"


HTTP_CLIENTS = {"httpx", "requests", "urllib.request", "urllib3", "aiohttp", "http.client"}
MAY_SPEAK_HTTP = ("kernel/http",)


def test_only_the_kernel_speaks_http():
    found = [
        f"{said(path)}:{line}: {module}"
        for path in modules()
        for module, line in imported(path)
        if any(module == client or module.startswith(f"{client}.") for client in HTTP_CLIENTS)
        and not str(path.relative_to(SOURCES)).startswith(MAY_SPEAK_HTTP)
    ]
    assert not found, "use kernel.http"


# Templates


def markup(text: str) -> str:
    """A template without its comments and its tags, so that only HTML is left."""
    return re.sub(r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->", "", text, flags=re.DOTALL)


# Mails carry their style with them, as mail readers ask; nothing in them runs.
IS_MAIL = re.compile(r"(?:^|/)(?:mail|mails|email|emails)(?:/|_|\.)|_mail\.html$|_email\.html$|_message\.html$")
INLINE = {
    "a script inside the page": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:json|ld\+json)\")[^>]*>", re.IGNORECASE),
    "a style inside the page": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an on… attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"[\"']\s*javascript:", re.IGNORECASE),
    "hx-on": re.compile(r"\shx-on[:=-]", re.IGNORECASE),
}


def test_nothing_inline_that_the_policy_would_refuse():
    found = [
        f"{said(path)}: {what}"
        for path, text in templates().items()
        if path.suffix == ".html" and not IS_MAIL.search(str(path.relative_to(SOURCES)))
        for what, pattern in INLINE.items()
        if pattern.search(markup(text))
    ]
    assert not found


def test_no_asset_comes_from_somebody_else():
    asset = re.compile(
        r"<(?:script|img|iframe|video|audio|source|embed|object|track|use)\b[^>]*\b(?:src|srcset|href|data)\s*=\s*[\"']\s*(?:https?:)?//",
        re.I,
    )
    sheet = re.compile(
        r"<link\b(?=[^>]*rel=[\"'](?:stylesheet|preload|preconnect|dns-prefetch|icon|modulepreload))[^>]*href=[\"'](?:https?:)?//", re.I
    )
    found = [said(path) for path, text in templates().items() if asset.search(markup(text)) or sheet.search(markup(text))]
    for path in SOURCES.rglob("assets/**/*"):
        if path.suffix in (".css", ".js") and re.search(r"(?:@import|url\(|import\(|from)\s*[\"'(]*\s*(?:https?:)?//", path.read_text()):
            found.append(said(path))
    assert not found, "ship it with the site"


# HTML that is made here from parts that are escaped, or cleaned by kernel.html.
MAY_MARK_SAFE = (
    "kernel/html", "kernel/fragments", "kernel/mail", "ui/", "ground/places/maps", "ground/town/structured",
    "commons/search/excerpts", "commons/conversations/texts",
)  # fmt: skip


def test_what_people_write_is_never_marked_safe():
    found = [
        f"{said(path)}: |safe"
        for path, text in templates().items()
        if re.search(r"\|\s*safe(?:seq)?\b|{%\s*autoescape\s+off", text) and path.suffix != ".txt"
    ]
    for path, text in modules().items():
        if "mark_safe" in text and not str(path.relative_to(SOURCES)).startswith(MAY_MARK_SAFE):
            found.append(f"{said(path)}: mark_safe")
    assert not found, "use format_html, kernel.html.clean or a SafeString field"


# Size and words


def test_no_file_is_over_500_lines():
    kinds = (".py", ".html", ".js", ".css", ".mjs")
    folders = (SOURCES, ROOT / "tools", ROOT / "tests", ROOT / "benchmarks")
    long = [
        f"{said(path)}: {lines}"
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in kinds and "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > MOST_LINES
    ]
    assert not long, "look for the second noun"


def test_every_domain_introduces_itself():
    silent = [app.name for app in our_apps() if len(app.module.__doc__ or "") < 40]
    assert not silent, "one paragraph in __init__.py: what it owns, its words, its facts"


def test_every_fact_says_what_it_is_in_the_past_tense():
    from beffroi.kernel.facts import FACTS

    ours = {name: fact for name, fact in FACTS.items() if fact.__module__.startswith("beffroi.")}
    mutable = [name for name, fact in ours.items() if not fact.__dataclass_params__.frozen]
    assert not mutable, "@dataclass(frozen=True, kw_only=True)"
    unsaid = [name for name, fact in ours.items() if not str(vars(fact).get("said", "")).endswith(".")]
    assert not unsaid, 'said = pgettext_lazy("log", "A support was given."): a sentence for the log that the team reads'


@pytest.mark.parametrize("page", ["facts", "settings", "commands", "rights", "components", "jobs", "registries", "domains"])
def test_the_reference_is_up_to_date(page):
    from tools.reference import FOLDER, PAGES

    path = FOLDER / f"{page}.md"
    assert path.exists(), "./dev docs writes it"
    assert path.read_text() == PAGES[page](), "./dev docs writes it again"


def test_what_is_registered_is_documented_by_a_sentence():
    from beffroi.kernel.env import SETTINGS
    from tools.reference import PAGES

    silent = [name for name, setting in SETTINGS.items() if len(setting.help) < 10]
    assert not silent
    bare = [line for line in PAGES["jobs"]().splitlines() if re.search(r"^\| `.*\| +\|$", line)]
    assert not bare, "a docstring that says what the job does"
