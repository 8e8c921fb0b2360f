"""A first installation takes a short way; the tables are those of the long one."""

import json
import os

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="what is shortened happens before any database is asked"),
]

TABLES = """
import json
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2")
    tables = cursor.fetchall()
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY 1, 2")
    print(json.dumps([tables, cursor.fetchall()]))
"""
# Sixty thousand classes come and go: the collector of garbage need not look through all the others each time. Of seven hundred thousand
# fields each asks how its first was described, and which setting names its model: both are asked once, and once more at the end.
LONG_WAY = """
import gc
from django.apps import apps
from django.core.management import call_command
from django.db.models import Field

gc.freeze()
gc.set_threshold(50_000, 20, 50)

asked, named, described = apps.get_swappable_settings_name, {}, {}

def settings_name(model):
    if model not in named:
        named[model] = asked(model)
    return named[model]

def clone(field):
    if id(field) not in described:
        described[id(field)] = field, field.deconstruct()
    _name, _path, args, words = described[id(field)][1]
    return type(field)(*args, **words)

apps.get_swappable_settings_name, Field.clone = settings_name, clone
call_command('migrate', interactive=False, verbosity=0)
assert len(named) > 100 and len(described) > 1000
assert all(asked(model) == name for model, name in named.items())
assert all(field.deconstruct() == told for field, told in described.values())
"""


def test_the_short_way_makes_the_same_tables_as_the_long_one(make_town):
    short, long = make_town(), make_town(migrate=False)
    long.ask(LONG_WAY)
    made = json.loads(short.ask(TABLES))
    assert len(made[0]) > 400
    assert made == json.loads(long.ask(TABLES))
