"""FHIR NDJSON, OMOP CDM and CSV in; a register version out."""

from .delivery import Provenance
from .load import FORMATS, LoadReport, load

__all__ = ["FORMATS", "LoadReport", "Provenance", "load"]
