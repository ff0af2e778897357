"""Django's settings for tests: the site's own, with a workspace that is thrown away and no HTTPS."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="empact-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ |= {
    "EMPACT_WORKSPACE": _folder,
    "EMPACT_DEMO": "1",
    "EMPACT_LANGUAGE": "en",
    "EMPACT_TEST_SQLITE": f"{_folder}/tests.sqlite3",  # a file: threads and servers of a test share it as in life
}

from empact.web.site.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 is slow on purpose
STATIC_ROOT = None
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405

# The other side of OpenID Connect: a provider that lives in the tests only.
INSTALLED_APPS = [*INSTALLED_APPS, "oauth2_provider"]  # noqa: F405
MIDDLEWARE = [*MIDDLEWARE, "tests.web.provider.SignedInAtProvider"]  # noqa: F405
WHITENOISE_USE_FINDERS = True
# The stream it would write on is pytest's own, and closed by then: each refused page would cost a traceback. What the log
# says is read by handlers of the tests themselves (tests/web/kernel/test_logs.py).
LOGGING = LOGGING | {"handlers": {"out": {"class": "logging.NullHandler"}}}  # noqa: F405
