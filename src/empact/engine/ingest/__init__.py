"""FHIR NDJSON, OMOP CDM and CSV in; a register version out."""

from .load import FORMATS, LoadReport, load

__all__ = ["FORMATS", "LoadReport", "load"]
