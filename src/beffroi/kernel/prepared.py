"""Questions that every page asks: Django writes their SQL once, then only the values change.

Writing the SQL of one query costs half a millisecond, several times what SQLite takes to answer it. Meant for the few queries of
the frame; everywhere else a queryset is the right thing.

    UNREAD = Prepared(lambda account: Notification.objects.unread().filter(account=account).values_list("pk", flat=True)[:99],
                      account=models.BigIntegerField())
    UNREAD.all(account=7)
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable, get_related_populators

T = TypeVar("T")


class Slot(Expression):
    """Where a value will stand, prepared as its field prepares it."""

    def __init__(self, name: str, field: Field) -> None:
        super().__init__(output_field=field)
        self.name, self.kind = name, field

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]


@dataclass(frozen=True)
class _Plan:
    """What a run needs of the compiled query: nothing of it belongs to one connection or thread."""

    sql: str
    parameters: tuple[Any, ...]
    converters: tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...]
    read: Callable[[tuple[Any, ...]], Any]


class Prepared(Generic[T]):
    """`make(**slots)` gives the queryset (of rows, or `values_list`, perhaps flat); `fields` say what each value is."""

    def __init__(self, make: Callable[..., QuerySet[Any, T]], **fields: Field) -> None:
        self.make, self.fields = make, fields
        self._plans: dict[str, _Plan] = {}

    def all(self, **values: Any) -> list[T]:
        """The rows for these values: one query."""
        return list(self._run(values))

    def first(self, **values: Any) -> T | None:
        """The first row (the queryset itself should be sliced to one), or None."""
        return next(self._run(values), None)

    def _run(self, values: dict[str, Any]) -> Iterator[T]:
        plan = self._plans.get(connection.vendor)
        if plan is None:
            plan = self._plans[connection.vendor] = self._written()
        given = [
            one.kind.get_db_prep_value(values[one.name], connection, prepared=False) if isinstance(one, Slot) else one
            for one in plan.parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, given)
            found = cursor.fetchall()
        for row in found:
            if plan.converters:
                row = list(row)
                for place, converters, expression in plan.converters:
                    value = row[place]
                    for convert in converters:
                        value = convert(value, expression, connection)
                    row[place] = value
            yield plan.read(row)

    def _written(self) -> _Plan:
        rows = self.make(**{name: Slot(name, field) for name, field in self.fields.items()})
        compiler = rows.query.get_compiler(using=rows.db)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        # Converters of a backend are bound to the compiler's connection in name only: they are given ours.
        kept = tuple((place, tuple(found), expression) for place, (found, expression) in converters.items())
        return _Plan(sql, tuple(parameters), kept, _reader(rows, compiler))


def _reader(rows: QuerySet, compiler: Any) -> Callable[[Any], Any]:
    kind = rows._iterable_class  # type: ignore[attr-defined]
    if kind is FlatValuesListIterable:
        return lambda row: row[0]
    if kind is ValuesListIterable:
        return tuple
    if kind is not ModelIterable or rows._known_related_objects:  # type: ignore[attr-defined]
        raise TypeError("a prepared query gives rows or a values_list")
    told = compiler.klass_info
    model: type[Model] = told["model"]
    begin, end = told["select_fields"][0], told["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[begin:end]]
    populators = get_related_populators(told, compiler.select, rows.db)  # type: ignore[call-arg]  # the stubs are of a later Django
    extra = tuple(compiler.annotation_col_map.items())

    def read(row: Any) -> Model:
        made = model.from_db(rows.db, names, row[begin:end])
        for populator in populators:
            populator.populate(row, made)
        for name, place in extra:
            setattr(made, name, row[place])
        return made

    return read
