"""Work of the address book in the background."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..kernel.jobs import Running, kind
from ..kernel.models import Hat
from ..kernel.problems import Denied
from ..kernel.who import Who
from .actions.importing import apply_import
from .imports import read_organisations
from .models import Import

__all__ = ["take_in"]


@kind("territory.import", gettext_lazy("Take in a file of organisations"))
def take_in(job: Running) -> None:
    """A large file, with the rights that who asked still has when it is done."""
    file = Import.objects.get(pk=job.arguments["import"])
    today = timezone.localdate(job.at)
    job.step("Reading", file.content.count("\n"))
    read_organisations(file.content, today, job.advance)  # outside the transaction: meanwhile others see how far it is
    with job.ending(file=str(file.pk)):
        apply_import(file=file, merge=job.arguments["merge"], today=today, by=_who(job), at=job.at)


def _who(job: Running) -> Who:
    """Who asked, in the hat of that moment; it must still be theirs."""
    scope_kind, scope_id = job.arguments["scope"]
    hats = Hat.objects.worn_on(timezone.localdate(job.at)).select_related("user")
    hat = hats.filter(
        user=job.asked_by, user__is_active=True, role=job.arguments["role"], scope_kind=scope_kind, scope_id=scope_id
    ).first()
    if hat is None:
        raise Denied(_("Who asked for this has no right to it any more."))
    return Who.of(hat.user, hat)
