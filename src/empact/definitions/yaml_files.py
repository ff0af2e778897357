"""YAML as people mean it: ``on`` and ``no`` are words, a key written twice is an error, nothing is executed."""

from __future__ import annotations

import functools
import re
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from ..terms.errors import DefinitionError

__all__ = ["library_files", "load_yaml", "parse_yaml", "shipped_folder"]

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """Only true and false are booleans: YAML 1.1 would read the key ``on`` as true and Norway's code as false."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:merge")]
    for first, resolvers in _Base.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))


def _mapping(loader: Any, node: Any) -> dict[Any, Any]:
    out: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if isinstance(key, (list, dict)):
            raise yaml.constructor.ConstructorError(None, None, "a key must be a word", key_node.start_mark)
        if key in out:
            raise yaml.constructor.ConstructorError(None, None, f"'{key}' is written twice", key_node.start_mark)
        out[key] = loader.construct_object(value_node, deep=True)
    return out


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def shipped_folder() -> Path:
    """The library that comes with the program."""
    return Path(str(resources.files("empact").joinpath("library")))


def library_files(kind: str, *overlays: Path | str) -> tuple[tuple[Path, int, int], ...]:
    """The files of a folder, shipped and of a region, where the same name replaces; each with its time of change and size."""
    files: dict[str, Path] = {}
    for folder in (shipped_folder(), *map(Path, overlays)):
        if not folder.is_dir():
            raise DefinitionError(f"There is no folder '{folder}'.", hint=f"Give a folder with {kind}/, conditions/ ...")
        files |= {path.stem: path for path in sorted((folder / kind).glob("*.yaml"))}
    states = ((path, path.stat()) for path in files.values())
    return tuple((path, state.st_mtime_ns, state.st_size) for path, state in states)


def load_yaml(path: Path) -> Any:
    """The content of one file. A file that has not changed is parsed once per process: do not alter what you get."""
    try:
        state = path.stat()
        return _load(path, state.st_mtime_ns, state.st_size)
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError(f"{path.name} cannot be read.", hint="It must be a text file in UTF-8.") from error


@functools.lru_cache(maxsize=2048)
def _load(path: Path, _changed: int, _size: int) -> Any:
    return parse_yaml(path.read_text(encoding="utf-8"), path.name)


def parse_yaml(text: str, name: str) -> Any:
    """The content of a text; ``name`` is what a complaint calls it."""
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it is not YAML"
        raise DefinitionError(f"{name}{where}: {problem}.", hint="Check indentation, brackets and quotes there.") from None
