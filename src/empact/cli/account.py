"""``empact account``: give somebody an account from the machine itself, as the first administrator needs."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from ..terms.errors import UserError

__all__ = ["add", "run"]


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "account",
        help="give somebody an account",
        description="Open an account, with a role for the whole region from today on. It is on record as done by the system. "
        "The owner sets a password by way of 'Forgot your password?', or signs in with an identity provider.",
    )
    parser.add_argument("email", metavar="EMAIL", help="the owner's e-mail address")
    parser.add_argument("--name", required=True, help="the owner's name")
    parser.add_argument("--role", metavar="ROLE", help="for instance administrator; without it, no role")
    parser.add_argument("--language", default="nl", choices=("nl", "fr", "de", "en"), help="default: nl")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Open the account and report; the exit code. Raises :class:`UserError` for an account or role that cannot be."""
    from ..web.site.start import in_english, start

    start()
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.db import transaction
    from django.utils import timezone

    from ..web.kernel import actions
    from ..web.kernel.problems import Problem
    from ..web.kernel.who import SYSTEM
    from ..web.site.ready import check_current

    check_current()
    at = datetime.now(UTC)
    try:
        with in_english(), transaction.atomic():
            validate_email(args.email)
            user = actions.open_account(email=args.email, name=args.name, language=args.language, by=SYSTEM, at=at)
            if args.role:
                actions.give_hat(user=user, role=args.role, starts=timezone.localdate(at), by=SYSTEM, at=at)
    except ValidationError:
        raise UserError("That is not an e-mail address.", hint="Write it as name@example.org") from None
    except Problem as problem:
        raise UserError(str(problem.message), hint=str(problem.hint)) from None
    print("The account is open.")
    return 0
