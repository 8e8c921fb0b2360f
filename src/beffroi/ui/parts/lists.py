"""Around lists: where one is, what follows, what is empty."""

from collections.abc import Iterable
from typing import Any

from beffroi.ui.parts import register


@register.inclusion_tag("ui/parts/breadcrumb.html")
def breadcrumb(*steps: Any) -> dict[str, Any]:
    """{% breadcrumb "Projects" url process.title process_url _("Proposals") %}: labels and addresses in turn, the last without."""
    pairs = [(steps[place], steps[place + 1] if place + 1 < len(steps) else "") for place in range(0, len(steps), 2)]
    return {"steps": pairs}


@register.inclusion_tag("ui/parts/empty.html")
def empty(title: Any, text: Any = "", href: str = "", label: Any = "", drawing: str = "bench") -> dict[str, Any]:
    """An empty list invites: a drawing, a sentence, perhaps a way to begin."""
    return {"title": title, "text": text, "href": href, "label": label, "drawing": drawing}


@register.inclusion_tag("ui/parts/pager.html", takes_context=True)
def pager(context: Any, page: Any, name: str = "after") -> dict[str, Any]:
    """Previous and next of a keyset page (`kernel.paging.Page`); keeps the other words of the address."""
    request = context["request"]

    def address(cursor: str) -> str:
        words = request.GET.copy()
        words[name] = cursor
        return f"?{words.urlencode()}"

    return {
        "next": address(page.next) if page.next else "",
        "previous": address(page.previous) if page.previous else "",
    }


@register.inclusion_tag("ui/parts/tabs.html")
def tabs(items: Iterable[Any], label: Any = "") -> dict[str, Any]:
    """A strip of links, one of which is current. items: dicts with label, url, current, perhaps count."""
    found = [{"count": None, "current": False} | item for item in items]
    return {"items": found, "label": label}


@register.simple_tag(takes_context=True)
def sort_url(context: Any, key: str, name: str = "sort") -> str:
    """The address of this list sorted by `key`; again: the other way round; begins at its first page."""
    words = context["request"].GET.copy()
    words[name] = f"-{key}" if words.get(name) == key else key
    words.pop("after", None)
    return f"?{words.urlencode()}"


@register.inclusion_tag("ui/parts/sort_header.html", takes_context=True)
def sort_header(context: Any, key: str, label: Any, name: str = "sort", numeric: bool = False) -> dict[str, Any]:
    """A `<th>` whose link sorts the table."""
    present = context["request"].GET.get(name, "")
    state = {"": "", key: "ascending", f"-{key}": "descending"}.get(present, "")
    return {"url": sort_url(context, key, name), "label": label, "state": state, "numeric": numeric}


@register.inclusion_tag("ui/parts/stepper.html")
def stepper(steps: Iterable[Any], current: int, label: Any = "") -> dict[str, Any]:
    """Where one is in a form of several pages. `current` counts from 1."""
    found = [
        {"number": number, "label": step, "state": "done" if number < current else "current" if number == current else "coming"}
        for number, step in enumerate(steps, start=1)
    ]
    return {"steps": found, "label": label, "current": current, "total": len(found)}


@register.inclusion_tag("ui/parts/timeline.html")
def timeline(items: Iterable[Any]) -> dict[str, Any]:
    """Dated steps, oldest or newest first as given. items: dicts with at, title, perhaps text (safe HTML), url, state (done, current, coming)."""
    return {"items": [{"text": "", "url": "", "state": "done"} | item for item in items]}


@register.inclusion_tag("ui/parts/files.html")
def files(items: Iterable[Any]) -> dict[str, Any]:
    """Documents to read. items: dicts with title, url, perhaps kind ("PDF"), bytes, language, note."""
    return {"items": [{"kind": "", "bytes": 0, "language": "", "note": ""} | item for item in items]}


@register.inclusion_tag("ui/parts/refusal.html")
def refusal(refusal: Any) -> dict[str, Any]:
    """The sentence of a refusal (`kernel.rules.Refusal`), where the button would be. Nothing if there is none."""
    return {"refusal": refusal}


@register.inclusion_tag("ui/parts/share.html", takes_context=True)
def share(context: Any, title: Any, url: str = "") -> dict[str, Any]:
    """Ways to pass a page on, without any third party: the phone's own menu, copy, e-mail, print."""
    frame = context["frame"]
    address = url or frame.canonical
    return {"title": title, "url": frame.base_url + address if address.startswith("/") else address}


@register.inclusion_tag("ui/parts/person.html")
def person_line(
    name: str, picture: str = "", url: str = "", note: Any = "", mark: Any = "", at: Any = None, size: str = ""
) -> dict[str, Any]:
    """Who speaks: avatar, name, perhaps a mark ("Town hall", "Elected"), a note and a date."""
    return {"name": name, "picture": picture, "url": url, "note": note, "mark": mark, "at": at, "size": size}
