"""What every API of ours shares: who asks and why, problems as JSON, pages of a list, and how long a version stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError as BadQuery

from .problems import Problem

__all__ = ["PER_PAGE", "REFUSALS", "Fault", "Listing", "Version", "build", "listed"]

PER_PAGE: Final = 100
M = TypeVar("M", bound=Model)
S = TypeVar("S")


class Fault(Schema):
    """A sentence, and what to do."""

    message: str
    hint: str = ""


class Listing(Schema, Generic[S]):
    """``count`` is of the whole list; ``page`` starts at 1 and holds at most 100 items."""

    count: int
    page: int
    items: list[S]


REFUSALS: Final[dict[int, Any]] = {400: Fault, 401: Fault, 403: Fault, 404: Fault, 422: Fault}
"""Declared on each endpoint beside its own answer, so that a reader of the description knows them."""


@dataclass(frozen=True, slots=True)
class Version:
    """``outdated_on``: the day a next one came out; ``gone_on``: the first day without it. Each answer says so in its head:
    ``Deprecation`` (RFC 9745) and ``Sunset`` (RFC 8594), with ``Link`` to the ``successor``.
    """

    number: str
    outdated_on: date | None = None
    gone_on: date | None = None
    successor: str = ""

    def __post_init__(self) -> None:
        if self.outdated_on is not None and (self.gone_on is None or (self.gone_on - self.outdated_on).days < 365):
            raise ValueError("a version goes on for a year after the next one came out")

    def head(self) -> dict[str, str]:
        said = {"API-Version": self.number}
        if self.outdated_on is not None and self.gone_on is not None:
            said["Deprecation"] = f"@{_moment(self.outdated_on):.0f}"
            said["Sunset"] = http_date(_moment(self.gone_on))
            said["Link"] = f'<{self.successor}>; rel="successor-version"'
        return said


def _moment(day: date) -> float:
    return datetime.combine(day, time(), UTC).timestamp()


def listed(rows: QuerySet[M], page: int) -> dict[str, Any]:
    """One page of a list."""
    return {"count": rows.count(), "page": page, "items": list(rows[(page - 1) * PER_PAGE : page * PER_PAGE])}


class _Versioned(NinjaAPI):
    """Each answer says which version gave it."""

    head: dict[str, str]

    def create_response(self, request: HttpRequest, data: Any, **more: Any) -> HttpResponse:
        response = super().create_response(request, data, **more)
        for name, value in self.head.items():
            response.headers[name] = value
        return response


def build(version: Version, *, title: str = "EMPACT", namespace: str = "api") -> NinjaAPI:
    """An API without pages that fetch scripts from elsewhere; its description is at ``openapi.json``.

    Who may come in is decided by the rules of the addresses, as everywhere.
    """
    api = _Versioned(title=title, version=version.number, docs_url=None, urls_namespace=namespace)
    api.head = version.head()

    def problem(request: HttpRequest, error: Any) -> HttpResponse:
        return api.create_response(request, {"message": str(error.message), "hint": str(error.hint)}, status=error.status)

    def bad_query(request: HttpRequest, error: Any) -> HttpResponse:
        said = "; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors)
        return api.create_response(request, {"message": said, "hint": ""}, status=422)

    api.add_exception_handler(Problem, problem)
    api.add_exception_handler(BadQuery, bad_query)
    return api
