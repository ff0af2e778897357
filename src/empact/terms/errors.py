"""Errors are sentences with a hint; an exit code tells an operator why a job ended.

Only two kinds reach a person: a :class:`UserError` (something to do about it) and a bug. A message
never holds personal data: name the file, the line, the record id or the count, not the content.
"""

from __future__ import annotations

from enum import IntEnum

__all__ = ["ExitCode", "UserError", "DefinitionError", "RegisterError", "StorageError"]


class ExitCode(IntEnum):
    """What the process tells whoever started it. Documented in ``docs/reference/exit-codes.md``."""

    OK = 0
    BUG = 1
    USAGE = 2
    INPUT = 3
    DEFINITION = 4
    REGISTER = 5
    STORAGE = 6
    CHECK_FAILED = 7
    INTERRUPTED = 130


class UserError(Exception):
    """A sentence for a person, a hint what to do next, and the exit code of the command."""

    exit_code: ExitCode = ExitCode.INPUT

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class DefinitionError(UserError):
    """A definition cannot be read, or asks what cannot be asked."""

    exit_code = ExitCode.DEFINITION


class RegisterError(UserError):
    """The register or the results folder is missing, half-written or of another version."""

    exit_code = ExitCode.REGISTER


class StorageError(UserError):
    """The disk is full, or a folder cannot be written."""

    exit_code = ExitCode.STORAGE
