"""What a web server starts: ``gunicorn empact.web.site.wsgi``; ``empact serve`` does it for you."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, Final

from django.core.wsgi import get_wsgi_application

__all__ = ["application"]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "empact.web.site.settings")
_django: Final = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer one request."""
    return _django(environ, start_response)


# CPython keeps the frames of calls in pieces of 16 kB, and gives a piece back to the system as soon as it is empty. A loop
# that happens to stand at the edge of one asks the system for memory at each turn: a page with long lists took twice as
# long. This frame says it is large, so that all calls of one request fit in the piece it gets.
application.__code__ = application.__code__.replace(co_stacksize=1 << 16)
