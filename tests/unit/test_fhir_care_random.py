"""Random values of care, with anything carried along: object to resource to object, and back, and always FHIR R4."""

from __future__ import annotations

import json
import string
from decimal import Decimal
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from empact.fhir.resources import KINDS, lacks, read, write
from empact.fhir.resources.profiles import BASE
from empact.fhir.resources.shape import Said, elements_of
from empact.fhir.resources.values import When

from ..fhir_schema import problems_of

SPELT = {
    "text": lambda r: "".join(r.choices(string.ascii_lowercase, k=r.randint(1, 6))),
    "flag": lambda r: r.random() < 0.5,
    "whole": lambda r: r.randint(1, 2**31 - 1),
    "decimal": lambda r: Decimal(r.randint(-9999, 9999)).scaleb(-r.randint(0, 3)),
    "day": lambda r: When(day(r)[: r.choice((4, 7, 10))]),
    "moment": lambda r: r.choice((SPELT["day"], SPELT["instant"]))(r),
    "instant": lambda r: When(f"{day(r)}T{r.randint(0, 23):02}:30:05{r.choice(('Z', '.120Z', '+02:00'))}"),
}


def day(r):
    return f"{r.randint(1900, 2100)}-{r.randint(1, 12):02}-{r.randint(1, 28):02}"


@cache
def needed():
    """(Part, name of the element) of all that FHIR asks for, found by walking from each resource."""
    found = set()
    for kind, paths in BASE.items():
        for path in paths:
            part, *steps = KINDS[kind], *path.split(".")
            for step in steps:
                by_name = {e.name: e for e in elements_of(part).values()}
                name = step.removesuffix("[x]")
                if name not in by_name:
                    break
                found.add((part, name))
                if step != steps[-1]:
                    part = by_name[name].kind.part()
    return found


def of_kind(kind, r, depth):
    if kind.part is not None:
        return made(kind.part(), r, depth + 1)
    return r.choice(kind.words) if kind.words else SPELT[kind.name](r)


def of_element(one, r, depth):
    if one.choices:
        name, kind = r.choice([(n, k) for n, k in one.choices.items() if depth < 4 or k.part is None])
        return Said(name, "10:30:00" if name == "Time" else of_kind(kind, r, depth))
    values = tuple(of_kind(one.kind, r, depth) for _ in range(r.randint(1, 2)))
    return values if one.many else values[0]


def made(part, r, depth=0, carried=False):
    """A value of this part that says something; deeper down little more than is needed, or it would have no end."""
    elements = elements_of(part)
    while True:
        told = {}
        for name, one in elements.items():
            deep = one.kind is not None and one.kind.part is not None
            if (part, one.name) in needed() or (r.random() < 0.3 and not (deep and depth > 3)):
                told[name] = of_element(one, r, depth)
        if told:
            return part(**told, rest=beside(part, r) if carried else {})


def beside(part, r):
    """Anything under names that no field has, and extensions of others."""
    rest = {f"x{SPELT['text'](r)}": r.choice((1, True, "a", [1, [2]], {"a": [None]})) for _ in range(r.randint(0, 2))}
    if r.random() < 0.5:
        rest["extension"] = [{"url": f"urn:x:{SPELT['text'](r)}", "valueBoolean": True} for _ in range(r.randint(1, 2))]
    return rest


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_object_to_resource_to_object(kind, seed):
    value = made(KINDS[kind], Random(seed), carried=True)
    said = write(value)
    again = read(json.loads(json.dumps(said)))
    assert write(again) == said
    assert read(write(again)) == again
    if "extension" not in value.rest:  # the places among other extensions are learnt by reading
        assert again == value


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_what_is_written_is_fhir_r4(shared, kind, seed):
    said = write(made(KINDS[kind], Random(seed)))
    assert not problems_of(said, shared)
    assert not [one for one in lacks(said) if one.endswith("is missing") and kind != "Observation"]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_amounts_come_back_equal(amount):
    came = {"resourceType": "Observation", "valueQuantity": {"value": float(amount)}}
    assert read(came).value.value.value == Decimal(str(float(amount)))
    assert write(read(came)) == came
