"""Reads an instrument: what it asks, for whom it holds, its numbers, and examples that must come out when it is read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from ..instruments.attainment import Attainment
from ..instruments.eq5d import ValueSet
from ..instruments.instrument import Bands, Instrument, Item, Limit, OutsidePopulation
from ..instruments.interrai import AdlHierarchy, CognitivePerformance
from ..instruments.score2 import Hazard, Rescaled
from ..instruments.scoring import score
from ..instruments.screener import Modules, Scale, module_keys
from ..instruments.screener_rules import Clause, Rule
from ..instruments.shelf import Shelf
from ..instruments.sum import Sum
from ..terms.errors import DefinitionError, UserError
from .head import read_head, read_titles
from .place import Place
from .yaml_files import library_files, load_yaml

__all__ = ["ATTAINMENT", "CONFIDENCE", "METHODS", "OWN", "SEXES", "read_instrument", "read_instruments"]

OWN: Final = ("code", "licence", "unit", "coded", "items", "population", "scoring", "labels", "bands", "examples")
ITEM_KINDS: Final = ("number", "codes", "words", "yes_no")
SEXES: Final = ("male", "female")
ATTAINMENT: Final = ("correlation", "lowest", "highest")
CONFIDENCE: Final = ("sure", "likely", "unverified")


def read_instruments(*overlays: Path | str) -> Shelf:
    """All instruments, shipped and of a region, without reading any other definition: the house of people calls this.

    Raises :class:`DefinitionError` for the first file that cannot be read or whose examples do not come out.
    """
    return _shelf(library_files("instruments", *overlays))


@lru_cache(maxsize=8)
def _shelf(files: tuple[tuple[Path, int, int], ...]) -> Shelf:
    """Kept until a file changes: pages ask for it at every request."""
    return Shelf(tuple(read_instrument(path.name, load_yaml(path)) for path, _, _ in files))


def read_instrument(file: str, value: Any, context: Any = None) -> Instrument:
    """One instrument. An example that does not come out is refused, as is a number that names nothing asked."""
    place, given, shared = read_head(file, value, "instrument", OWN, ("code", "licence", "unit", "scoring", "examples"))
    items = _items(place / "items", given["items"]) if "items" in given else {}
    labels = {
        key: read_titles(place / "labels" / key, said)
        for key, said in (place / "labels").mapping(given.get("labels") or {}).items()
    }
    coded = given.get("coded")
    if coded is not None:
        at = place / "coded"
        at.mapping(coded, ("system", "code"), ("system", "code"))
        coded = ((at / "system").text(coded["system"]), (at / "code").text(coded["code"]))
    instrument = Instrument(
        **shared,
        code=(place / "code").text(given["code"]),
        licence=(place / "licence").text(given["licence"]),
        unit=given["unit"] if given["unit"] == "" else (place / "unit").text(given["unit"]),
        coded=coded,
        items=items,
        population=tuple(_limit(place / "population" / i, one, items) for i, one in enumerate(given.get("population") or [])),
        method=_method(place / "scoring", given["scoring"], items),
        labels=labels,
        bands=_bands(place / "bands", given.get("bands") or [], labels),
    )
    for i, one in enumerate((place / "examples").list_of(given["examples"])):
        _run(place / "examples" / i, one, instrument)
    return instrument


def _decimal(place: Place, value: Any) -> Decimal:
    return Decimal(str(place.number(value)))


def _items(place: Place, value: Any) -> dict[str, Item]:
    items = {}
    for key, said in place.mapping(value).items():
        at = place / key
        given = at.mapping(said, ("title", "optional", *ITEM_KINDS), ("title",))
        kinds = [kind for kind in ITEM_KINDS if kind in given]
        if len(kinds) != 1:
            raise at.error("an item is answered in exactly one way.", "One of: " + ", ".join(ITEM_KINDS) + ".")
        more: dict[str, Any] = {}
        if kinds == ["number"]:
            number = (at / "number").mapping(given["number"], ("from", "to", "step", "unit"), ("from", "to"))
            more = {"kind": "number", "unit": (at / "unit").text(number["unit"]) if "unit" in number else ""}
            more |= {"least": _decimal(at / "from", number["from"]), "most": _decimal(at / "to", number["to"])}
            more |= {"step": _decimal(at / "step", number["step"])} if "step" in number else {}
        elif kinds == ["codes"]:
            codes = (at / "codes").list_of(given["codes"])
            more = {"kind": "code", "codes": tuple((at / "codes" / i).whole(code, 0) for i, code in enumerate(codes))}
        elif kinds == ["words"]:
            more = {"kind": "word", "words": (at / "words").texts((at / "words").list_of(given["words"]))}
        else:
            more = {"kind": "yes_no"}
        needed = not (at / "optional").yes_no(given.get("optional", False))
        items[key] = Item(key=key, title=read_titles(at / "title", given["title"]), needed=needed, **more)
    return items


def _limit(place: Place, value: Any, items: Mapping[str, Item]) -> Limit:
    given = place.mapping(value, ("item", "from", "to", "is", "because"), ("item", "because"))
    if ("is" in given) == ("from" in given or "to" in given):
        raise place.error("a limit says 'from' and 'to', or 'is'.", "As in {item: age, from: 40, to: 69, because: {...}}.")
    item = (place / "item").one_of(given["item"], items)
    wanted = "yes_no" if "is" in given else "number"
    if items[item].kind != wanted:
        raise place.error(f"'{item}' is not answered with a {wanted.replace('_', ' or ')}.", "'is' goes with yes_no.")
    return Limit(
        item,
        read_titles(place / "because", given["because"]),
        _decimal(place / "from", given["from"]) if "from" in given else None,
        _decimal(place / "to", given["to"]) if "to" in given else None,
        (place / "is").yes_no(given["is"]) if "is" in given else None,
    )


def _bands(place: Place, value: Any, labels: Collection[str]) -> tuple[Bands, ...]:
    bands = []
    for i, one in enumerate(value if isinstance(value, list) else [value]):
        at = place / i
        given = at.mapping(one, ("from_age", "at_least"), ("at_least",))
        limits = tuple(
            (_decimal(at / key, limit), (at / key).one_of(key, labels))
            for key, limit in (at / "at_least").mapping(given["at_least"]).items()
        )
        if not limits or list(limits) != sorted(limits, key=lambda pair: pair[0]):
            raise at.error("limits rise from low to high.")
        bands.append(Bands(limits, _decimal(at / "from_age", given.get("from_age", 0))))
    if [b.from_age for b in bands] != sorted({b.from_age for b in bands}):
        raise place.error("ages rise from low to high.")
    return tuple(bands)


# ---------------------------------------------------------------- how it is scored


def _method(place: Place, value: Any, items: Mapping[str, Item]) -> Any:
    given = place.mapping(value, METHODS)
    if len(given) != 1:
        raise place.error("it is scored in exactly one way.", "One of: " + ", ".join(METHODS) + ".")
    ((name, said),) = given.items()
    return METHODS[name](place / name, said, items)


def _hazard(place: Place, value: Any, items: Mapping[str, Item]) -> Hazard:
    parts = ("inputs", "terms", "survival", "mean", "scales")
    given = place.mapping(value, parts, parts)
    inputs = {}
    for key, said in (place / "inputs").mapping(given["inputs"], items).items():
        at = place / "inputs" / key
        one = at.mapping(said, ("minus", "per", "log"))
        minus, per = (float((at / k).number(one.get(k, default))) for k, default in (("minus", 0), ("per", 1)))
        inputs[key] = Rescaled(minus, per, (at / "log").yes_no(one.get("log", False)))
    terms = {}
    for sex, products in (place / "terms").mapping(given["terms"], SEXES, SEXES).items():
        at = place / "terms" / sex
        terms[sex] = {
            tuple((at / product).one_of(part.strip(), inputs) for part in product.split("*")): float((at / product).number(c))
            for product, c in at.mapping(products).items()
        }
    survival, mean = (
        {sex: float((place / k / sex).number(n)) for sex, n in (place / k).mapping(given[k], SEXES, SEXES).items()}
        for k in ("survival", "mean")
    )
    scales: dict[str, dict[str, tuple[float, float]]] = {}
    regions = items["region"].words if "region" in items else ()
    for sex, said in (place / "scales").mapping(given["scales"], SEXES, SEXES).items():
        at = place / "scales" / sex
        scales[sex] = {}
        for region, two in at.mapping(said, regions, regions).items():
            if len((at / region).list_of(two)) != 2:
                raise (at / region).error("two numbers are needed here: scale1 and scale2.")
            scales[sex][region] = (float((at / region).number(two[0])), float((at / region).number(two[1])))
    return Hazard(inputs, terms, survival, mean, scales)


def _value_set(place: Place, value: Any, items: Mapping[str, Item]) -> ValueSet:
    given = place.mapping(value, ("constant", "decrements"), ("constant", "decrements"))
    decrements = {}
    for dimension, listed in (place / "decrements").mapping(given["decrements"], items).items():
        at = place / "decrements" / dimension
        decrements[dimension] = tuple(_decimal(at / i, one) for i, one in enumerate(at.list_of(listed)))
        if items[dimension].codes != tuple(range(1, len(decrements[dimension]) + 1)):
            raise at.error("each level needs its decrement.", "In the order of the codes 1, 2, 3 ...")
    return ValueSet(_decimal(place / "constant", given["constant"]), decrements)


def _adl_hierarchy(place: Place, value: Any, items: Mapping[str, Item]) -> AdlHierarchy:
    given = place.mapping(value, ("did_not_occur",), ("did_not_occur",))
    return AdlHierarchy((place / "did_not_occur").whole(given["did_not_occur"], 0))


def _cognitive_performance(place: Place, value: Any, items: Mapping[str, Item]) -> CognitivePerformance:
    place.mapping(value, ())
    return CognitivePerformance()


def _sum(place: Place, value: Any, items: Mapping[str, Item]) -> Sum:
    place.mapping(value, ())
    if not items or any(item.kind != "code" for item in items.values()):
        raise place.error("only codes are added up.", "Give each item its codes.")
    return Sum()


def _attainment(place: Place, value: Any, items: Mapping[str, Item]) -> Attainment:
    given = place.mapping(value, ATTAINMENT, ATTAINMENT)
    correlation, lowest, highest = (_decimal(place / k, given[k]) for k in ATTAINMENT)
    if not 0 <= correlation < 1 or lowest >= highest:
        raise place.error("a correlation is from 0 to below 1, and levels rise.")
    return Attainment(correlation, int(lowest), int(highest))


def _modules(place: Place, value: Any, items: Mapping[str, Item]) -> Modules:
    given = place.mapping(value, ("did_not_occur", "by", "scales", "rules"), ("did_not_occur",))
    known = module_keys(items)
    by = (place / "by").mapping(given.get("by") or {}, known)
    scales = {
        module: {name: _scale(place / "scales" / module / name, one) for name, one in said.items()}
        for module, said in (place / "scales").mapping(given.get("scales") or {}, known).items()
    }
    rules = {
        name: tuple(_rule(place / "rules" / name / i, name, one, known) for i, one in enumerate(listed))
        for name, listed in (place / "rules").mapping(given.get("rules") or {}).items()
    }
    return Modules(dict(by), scales, rules, (place / "did_not_occur").whole(given["did_not_occur"], 0))


def _scale(place: Place, value: Any) -> Scale:
    given = place.mapping(value, ("items", "codes", "bands"), ("items", "codes"))
    codes, bands = (
        tuple((place / key / i).whole(one, 0) for i, one in enumerate(given.get(key) or [])) for key in ("codes", "bands")
    )
    if bands and (len(bands) != 6 or list(bands) != sorted(set(bands))):
        raise (place / "bands").error("six rising numbers are needed here.", "The lowest sums that give 1, 2, 3, 4, 5 and 6.")
    return Scale((place / "items").whole(given["items"], 1), codes, bands)


def _rule(place: Place, name: str, value: Any, known: Collection[str]) -> Rule:
    keys = ("version", "any_of", "valid_from", "valid_to", "decided_on", "source", "confidence", "decision")
    given = place.mapping(value, keys, keys[:-1])
    clauses = []
    for i, one in enumerate((place / "any_of").list_of(given["any_of"])):
        at = place / "any_of" / i
        clause = at.mapping(one, ("at_least", "modules"), ("at_least",))
        modules = (at / "modules").texts(clause["modules"]) if "modules" in clause else ()
        clauses.append(Clause(_decimal(at / "at_least", clause["at_least"]), tuple(at.one_of(m, known) for m in modules)))
    return place.trying(
        lambda: Rule(
            name=name,
            version=(place / "version").whole(given["version"], 1),
            any_of=tuple(clauses),
            valid_from=(place / "valid_from").day(given["valid_from"]),
            valid_to=(place / "valid_to").day(given["valid_to"]) if given["valid_to"] is not None else None,
            decided_on=(place / "decided_on").day(given["decided_on"]),
            source=(place / "source").text(given["source"]),
            confidence=(place / "confidence").one_of(given["confidence"], CONFIDENCE),
            decision=(place / "decision").text(given["decision"]) if "decision" in given else "",
        )
    )


METHODS: Final[Mapping[str, Callable[[Place, Any, Mapping[str, Item]], Any]]] = {
    "hazard": _hazard,
    "value_set": _value_set,
    "adl_hierarchy": _adl_hierarchy,
    "cognitive_performance": _cognitive_performance,
    "modules": _modules,
    "sum": _sum,
    "attainment": _attainment,
}


# ---------------------------------------------------------------- examples


def _run(place: Place, value: Any, instrument: Instrument) -> None:
    """``within`` is half of the last digit of a published value; ``refused`` names the item because of which it refuses."""
    given = place.mapping(value, ("name", "answers", "expect", "within", "label", "refused"), ("name", "answers"))
    (place / "name").text(given["name"])
    if ("expect" in given) == ("refused" in given):
        raise place.error("an example expects a score, or says why it is refused.", "Say 'expect' or 'refused'.")
    answers = (place / "answers").mapping(given["answers"])
    try:
        scored = score(instrument, answers)
    except OutsidePopulation as refused:
        if given.get("refused") != refused.item:
            raise (place / "answers").error(f"it is refused because of '{refused.item}'.") from None
        return
    except DefinitionError:
        raise
    except UserError as error:
        raise (place / "answers").error(error.message, error.hint) from None
    if "refused" in given:
        raise (place / "refused").error("the example is not refused.")
    expect, within = _decimal(place / "expect", given["expect"]), _decimal(place / "within", given.get("within", 1e-9))
    if abs(scored.value - expect) > within:
        raise (place / "expect").error(f"the example expects {expect}, and {scored.value} came out.")
    if "label" in given and given["label"] != scored.label:
        raise (place / "label").error(f"the example expects '{given['label']}', and '{scored.label}' came out.")
