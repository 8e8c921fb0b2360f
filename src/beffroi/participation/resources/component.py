from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from beffroi.kernel.text import plain
from beffroi.participation.resources.actions import add_resource, save_term
from beffroi.participation.resources.models import Resource
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.types import ComponentType, Summary, Table, component_types

COPIED = ("title", "text", "easy_text", "document", "image", "url", "figure", "source", "is_easy")


class Resources(ComponentType):
    kind = "resource"
    label = gettext_lazy("Documents and explanations")
    explanation = gettext_lazy("What must be known first: plain words, documents, figures, a glossary, frequent questions.")
    path = "comprendre"
    urls = "beffroi.participation.resources.urls"
    desk_urls = "beffroi.participation.resources.desk_urls"
    drawing = "book"

    def copy(self, source: Component, target: Component) -> None:
        for row in source.resources.order_by("position", "pk"):
            fields = {name: getattr(row, name) for name in COPIED}
            add_resource(component=target, person=None, kind=row.kind, fields=fields, at=row.updated_at, published=False)
        for term in source.terms.order_by("pk"):
            save_term(component=target, person=None, word=term.word, meaning=term.meaning, others=term.others)

    def missing(self, component: Component, at: datetime) -> list[str]:
        if not component.resources.filter(kind=Resource.ABOUT).exists():
            return [_("Say in plain words what it is about.")]
        return []

    def summary(self, component: Component, at: datetime) -> Summary:
        rows = list(component.resources.exclude(published_at=None).order_by("position", "pk").values_list("kind", "figure", "title", "pk"))
        documents = sum(kind == Resource.DOCUMENT for kind, *_rest in rows)
        texts = len(rows) - documents
        said = []
        if texts:
            said.append(ngettext("%(n)d page to read", "%(n)d pages to read", texts) % {"n": texts})
        if documents:
            said.append(ngettext("%(n)d document", "%(n)d documents", documents) % {"n": documents})
        url = self.url(component)
        return Summary(
            ", ".join(said) or _("To come"), 0, [(f"{figure} {title}".strip(), f"{url}#r{pk}") for _kind, figure, title, pk in rows[:3]]
        )

    def results(self, component: Component) -> Iterable[Table]:
        rows = component.resources.exclude(published_at=None).order_by("position", "pk").select_related("document")
        yield Table(
            "resources",
            str(_("Documents and explanations")),
            [str(_("Kind")), str(_("Title")), str(_("Text")), str(_("Figure")), str(_("Address")), str(_("Source"))],
            [
                [
                    str(row.get_kind_display()),
                    row.title,
                    plain(row.html),
                    row.figure,
                    row.url or (row.document.file.url if row.document else ""),
                    row.source,
                ]
                for row in rows
            ],
        )


component_types.register(Resources())
