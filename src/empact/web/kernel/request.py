"""A request after the door: it knows who asks, in which hat, and for what purpose."""

from __future__ import annotations

from django.http import HttpRequest

from .models import Hat
from .purposes import Purpose
from .who import Who

__all__ = ["Request"]


class Request(HttpRequest):
    """For type checking only: the middleware sets these on Django's own request."""

    who: Who
    hats: list[Hat]
    hat: Hat | None
    purpose: Purpose | None
