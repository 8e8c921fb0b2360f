"""Every column of the project that leads to a person is declared by somebody, or said not to be personal."""

import re

import pytest
from django.apps import apps
from django.db import models

from beffroi.commons.privacy.register import entries
from beffroi.commons.privacy.types import NOT_PERSONAL, personal_data
from beffroi.ground.people.models import Account, Voice

LOOKS_PERSONAL = re.compile(
    r"(?:^|_)(e?mail|phone|ip|ip_address|user_agent|device|address|birth\w*|first_name|last_name|surname|uid)(?:_|$)"
)
OUTSIDE = {"contenttypes", "sessions", "auth"}  # Django's: no row about a person is ever written there


def leads_to_a_person(field: models.Field) -> bool:
    if field.is_relation:
        return field.related_model in (Account, Voice)
    return isinstance(field, models.EmailField | models.GenericIPAddressField) or bool(LOOKS_PERSONAL.search(field.name))


def personal_columns() -> set[str]:
    return {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in OUTSIDE
        for field in model._meta.get_fields()
        if field.concrete and not field.auto_created and not field.primary_key and leads_to_a_person(field)
    }


def declared() -> set[str]:
    return {field for holder in personal_data for field in holder.fields} | set(NOT_PERSONAL)


def test_every_column_that_leads_to_a_person_is_declared():
    silent = sorted(personal_columns() - declared())
    assert not silent, "register a PersonalData with this column in `fields`, or not_personal(column, reason)"


def test_what_is_declared_exists():
    for field in declared():
        label, model, name = field.split(".")
        apps.get_model(label, model)._meta.get_field(name)


def test_the_walk_finds_what_it_should():
    assert {"people.Account.email", "people.Voice.account", "people.Session.device"} <= personal_columns()


@pytest.mark.parametrize("holder", list(personal_data), ids=lambda holder: holder.kind)
def test_every_holder_answers_for_itself(holder, alice, at):
    assert str(holder.label)
    assert str(holder.purpose)
    assert str(holder.retention)
    assert holder.fields, "which columns?"
    list(holder.export(alice))
    holder.erase(account=alice, at=at)
    if holder.forget:
        holder.forget(at)


def test_the_register_is_complete():
    for entry in entries():
        said = entry.as_dict()
        assert all(said[name] for name in ("activity", "purpose", "basis", "retention", "recipients", "columns")), said["activity"]
