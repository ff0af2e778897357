"""The interpreter: what we found, said in FHIR R4. Pure functions: a released result in, a resource as a dict out."""

from .elements import Heading
from .measure import measure_resource
from .measure_report import Disclosure, subject_list, summary, summary_bundle

__all__ = ["Disclosure", "Heading", "measure_resource", "subject_list", "summary", "summary_bundle"]
