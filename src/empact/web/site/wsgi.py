"""What a web server starts: ``gunicorn empact.web.site.wsgi``; ``empact serve`` does it for you."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

__all__ = ["application"]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "empact.web.site.settings")
application = get_wsgi_application()
