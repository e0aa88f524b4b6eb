"""The tables can be spread over machines (design: ids, one shard key, no key across aggregates).

A table that carries `case_id` lives with its case; letters live with their office, whose book
numbers them.
"""

import ast

import pytest
from django.db import connection, models

from pishkhan.kernel.persistence.api import new_id
from tests.architecture.project import files, our_models, tree_of


BY_OFFICE = {"numbering.LetterBook", "numbering.LetterCounter", "numbering.Letter"}
# Unlogged, on the coordinator, keyed by text.
OWN_KEY = {"persistence.Allowance", "surge.Admission", "surge.Pulse"}


def shard_key(model):
    """Name of the column that says where a row lives; None for tables that are on every node."""
    if model._meta.label in BY_OFFICE:
        return "office_id"
    if model._meta.label == "cases.Case":
        return "id"
    names = {field.attname for field in model._meta.concrete_fields}
    return "case_id" if "case_id" in names else None


SPREAD = [model for model in our_models() if shard_key(model)]
OF_CASES = [model for model in SPREAD if shard_key(model) != "office_id"]


def label(model):
    return model._meta.label


@pytest.mark.parametrize("model", our_models(), ids=label)
def test_the_application_assigns_the_identifier(model):
    key = model._meta.pk
    if model._meta.label in OWN_KEY or isinstance(key, models.OneToOneField):
        return
    assert type(key) is models.BigIntegerField
    assert key.default is new_id


@pytest.mark.parametrize("model", SPREAD, ids=label)
def test_what_is_unique_contains_the_shard_key(model):
    key = shard_key(model)
    alone = [f.name for f in model._meta.concrete_fields if f.unique and not f.primary_key]
    assert not alone
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            named = {model._meta.get_field(name).attname for name in constraint.fields}
            assert key in named, constraint.name


@pytest.mark.parametrize("model", our_models(), ids=label)
def test_no_foreign_key_crosses_an_aggregate(model):
    for field in model._meta.concrete_fields:
        if field.is_relation and field.related_model in our_models():
            assert shard_key(model) == shard_key(field.related_model), field


@pytest.mark.django_db
def test_no_table_of_ours_takes_its_numbers_from_a_sequence():
    tables = [model._meta.db_table for model in our_models()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_name = ANY(%s) AND (is_identity = 'YES' OR column_default LIKE 'nextval%%')",
            [tables],
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_no_trigger_is_on_a_spread_table():
    tables = [model._meta.db_table for model in SPREAD]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(%s)",
            [tables],
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_no_unique_index_in_the_database_lacks_the_shard_key():
    keys = {model._meta.db_table: shard_key(model) for model in SPREAD}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, "
            "array_agg(a.attname::text) FROM pg_index i JOIN pg_attribute a "
            "ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey) "
            "WHERE i.indisunique AND NOT i.indisprimary AND i.indrelid::regclass::text = ANY(%s) "
            "GROUP BY 1, 2",
            [list(keys)],
        )
        lacking = [(t, index) for t, index, columns in cursor.fetchall() if keys[t] not in columns]
    assert lacking == []


def test_rows_of_a_case_are_locked_with_the_id_of_the_case():
    names = {model.__name__ for model in OF_CASES}
    lacking = [
        f"{path}:{statement.lineno}"
        for path in files(".py", under="src/pishkhan")
        if "/tests/" not in str(path)
        for statement in ast.walk(tree_of(path))
        if isinstance(statement, ast.Assign | ast.Expr | ast.Return | ast.For | ast.AnnAssign)
        and _locks(statement, names)
        and not any(word in ast.unparse(statement) for word in ("case_id", "case=", "Case.objects"))
    ]
    assert lacking == []


def _locks(statement, names):
    text = ast.unparse(statement)
    return "select_for_update" in text and any(f"{name}.objects" in text for name in names)
