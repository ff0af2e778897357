"""What every API of ours shares: who asks and why, problems as JSON, pages of a list."""

from __future__ import annotations

from typing import Any, Final, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError as BadQuery

from .problems import Problem

__all__ = ["PER_PAGE", "REFUSALS", "Fault", "Listing", "build", "listed"]

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


def listed(rows: QuerySet[M], page: int) -> dict[str, Any]:
    """One page of a list."""
    return {"count": rows.count(), "page": page, "items": list(rows[(page - 1) * PER_PAGE : page * PER_PAGE])}


def build(version: str) -> NinjaAPI:
    """An API without pages that fetch scripts from elsewhere; its description is at ``openapi.json``.

    Who may come in is decided by the rules of the addresses, as everywhere.
    """
    api = NinjaAPI(title="EMPACT", version=version, docs_url=None, urls_namespace="api")

    def problem(request: HttpRequest, error: Any) -> HttpResponse:
        return api.create_response(request, {"message": str(error.message), "hint": str(error.hint)}, status=error.status)

    def bad_query(request: HttpRequest, error: Any) -> HttpResponse:
        said = "; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors)
        return api.create_response(request, {"message": said, "hint": ""}, status=422)

    api.add_exception_handler(Problem, problem)
    api.add_exception_handler(BadQuery, bad_query)
    return api
