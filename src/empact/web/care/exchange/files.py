"""A FHIR bundle as the answer to a request: a file for a person, and an answer to another system."""

from __future__ import annotations

from typing import Any

from django.http import JsonResponse

__all__ = ["as_fhir"]


def as_fhir(name: str, bundle: dict[str, Any]) -> JsonResponse:
    """FHIR R4 in JSON; a browser saves it as ``name.fhir.json``."""
    answer = JsonResponse(
        bundle, json_dumps_params={"ensure_ascii": False, "indent": 1}, content_type="application/fhir+json; fhirVersion=4.0"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.fhir.json"'
    return answer
