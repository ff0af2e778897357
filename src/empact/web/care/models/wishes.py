"""Advance care planning: what a person wants later, with the Belgian codes. Each line is kept; a newer one takes its place.

Categories and codes: the FHIR profile be-patientwill (github.com/hl7-be/consent). A wish is written down, and never inferred.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...people.models import Person
from ...territory.models.dated import Known
from .seen import OfPart

__all__ = ["Wish"]


class Wishes(OfPart["Wish"]):
    part = "crisis"

    def standing(self) -> Wishes:
        """What holds now."""
        return self.filter(ended_at=None)


class Wish(Known):
    """``kept``: where the signed declaration is. ``recorded_at``: when it was written down here, not when it was decided."""

    class Category(models.TextChoices):
        NEGATIVE_DECLARATION = "negativedeclaration", _("treatments that are refused")
        EUTHANASIA = "euthanasia", _("euthanasia")
        ORGAN_DONATION = "organdonation", _("organ donation")
        LAST_WILL = "lastwill", _("last will")
        BODY_DONATION = "bodydonation", _("body donation")
        PATIENT_WILL = "patientwill", _("what the person wants")
        RESUSCITATION = "resuscitation", _("resuscitation")
        HOSPITALISATION = "hospitalisation", _("going to hospital")

    class Code(models.TextChoices):
        DNR0 = "dnr0", _("no limits to treatment")
        DNR1 = "dnr1", _("do not resuscitate")
        DNR2 = "dnr2", _("do not resuscitate, and do not extend treatment")
        DNR3 = "dnr3", _("do not resuscitate, and reduce treatment step by step")
        HOS1 = "hos1", _("not to hospital")
        HOS2 = "hos2", _("to hospital only in certain situations")
        ONLY_COMFORT = "onlycomfort", _("comfort only")
        ONLY_TESTS_FOR_COMFORT = "onlytestsforcomfort", _("tests for comfort only")
        NO_ANTIBIOTICS = "noantibiotics", _("no antibiotics")
        NO_ARTIFICIAL_FEEDING = "noartificialhydratationfeeding", _("no artificial food or fluid")
        NO_CHEMO = "nochemo", _("no chemotherapy")
        NO_RADIATION = "noradiation", _("no radiation")
        NO_OPERATION = "nooperation", _("no operation")
        NO_VENTILATION = "noventilation", _("no ventilation")
        NO_DIALYSIS = "nodialysis", _("no dialysis")
        NO_RESUSCITATION = "noresuscitation", _("no resuscitation")
        NO_INTENSIVE_CARE = "nointensivecare", _("no intensive care")
        NO_HOSPITALISATION = "nohospitalisation", _("no stay in hospital")
        BLOOD_REFUSAL = "bloodtransfusionrefusal", _("no blood transfusion")
        INTUBATION_REFUSAL = "intubationrefusal", _("no intubation")
        VACCINATION_REFUSAL = "vaccinationrefusal", _("no vaccination")
        EUTHANASIA_REQUEST = "euthanasiarequest", _("asks for euthanasia")
        EUTHANASIA_REFUSAL = "euthanasiarefusal", _("does not want euthanasia")
        ORGAN_DONATION_FOR_TRANSPLANT = "organdonationfortransplant", _("gives organs for transplant")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="wishes")
    category = models.CharField(_("about"), max_length=19, choices=Category)
    code = models.CharField(_("wish"), max_length=30, choices=Code, blank=True)
    words = models.TextField(_("in the person's own words"), max_length=1000, blank=True)
    kept = models.CharField(_("where the declaration is kept"), max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    recorder_role = models.CharField(max_length=30, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    objects = Wishes.as_manager()

    class Meta:
        ordering = ("category", "-recorded_at", "id")
        constraints = (
            models.CheckConstraint(name="care_wish_says_something", condition=~models.Q(code="", words="")),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"wish {self.pk}"
