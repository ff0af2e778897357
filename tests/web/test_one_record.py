"""One record of a person, one of an organisation, one of an action, used by all parts: the schema holds no second copy."""

from __future__ import annotations

import uuid

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

# Places that only ever name somebody: the account that signs in, and texts of what once was (a signature, an import).
NAMES_ARE_SAID_HERE = {"kernel.user", "people.person"}


def ours():
    return [m for m in apps.get_models() if m.__module__.startswith("empact.web.")]


@pytest.mark.shows("X2")
@pytest.mark.parametrize("thing", ["person", "organisation", "action"])
def test_there_is_one_table_of_each_and_every_mention_is_a_key_to_it(thing):
    (record,) = [m for m in ours() if m.__name__.lower() == thing]
    for model in ours():
        for field in model._meta.get_fields():
            if (
                getattr(field, "auto_created", False)
                or model is record
                or field.name not in (thing, f"{thing}s", f"{thing}_id")
            ):
                continue
            if model._meta.label_lower in ("kernel.auditentry", "kernel.message"):
                continue  # the kernel knows no domain: it keeps the bare number, for ever, also of what is gone
            assert isinstance(field, models.ForeignKey | models.ManyToManyField | models.OneToOneField), (model, field.name)
            assert field.related_model is record and getattr(field, "db_constraint", True), (model, field.name)


def test_no_other_table_keeps_names_of_persons():
    for model in ours():
        names = {f.name for f in model._meta.get_fields()} & {
            "family_name",
            "given_names",
            "first_name",
            "last_name",
            "birth_date",
        }
        assert not names or model._meta.label_lower in NAMES_ARE_SAID_HERE, (model, names)


@pytest.mark.shows("X2")
@pytest.mark.django_db(transaction=True)
def test_the_database_itself_refuses_a_key_to_nothing():
    """For every relation of ours, whatever wrote it."""
    with connection.cursor() as cursor:
        for model in ours():
            keys = connection.introspection.get_relations(cursor, model._meta.db_table)
            for field in model._meta.local_fields:
                if isinstance(field, models.ForeignKey):
                    assert field.column in keys, f"{model._meta.label}.{field.name} has no key in the database"
    with pytest.raises(IntegrityError), transaction.atomic():
        apps.get_model("territory", "site").objects.create(
            organisation_id=uuid.uuid4(), kind="practice", name="of nobody", starts="2020-01-01"
        )
