"""Why somebody looks: each endpoint has a purpose, each read of a person states one, and consent is given per purpose."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["Purpose"]


class Purpose(models.TextChoices):
    """Closed list. A new purpose is a decision of the region's data-protection officer, not of a programmer."""

    CARE = "care", _("care for this person")
    POPULATION = "population", _("health of the population")
    PROJECT = "project", _("running the project")
    ADMINISTRATION = "administration", _("keeping the registers")
    OWN = "own", _("your own record")
    OVERSIGHT = "oversight", _("checking who did what")
