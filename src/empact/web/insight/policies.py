"""What must hold before the mill is asked."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..kernel.problems import NotNow
from . import mill

__all__ = ["check_at_hand"]


def check_at_hand() -> None:
    """Raises :class:`NotNow` when the folders of the mill are not beside this house."""
    if not mill.at_hand():
        raise NotNow(_("The calculations stand on another machine."), _("Ask your analyst for the document."))
