"""Resources of care as typed values, in and out: pure, and nothing is lost (docs/reference/fhir-care.md).

``read`` gives the value of a resource and ``write`` the resource again, with what has no field here; ``belgian`` writes it as
its Belgian profile asks. It leans on ``terms`` and ``instruments`` only, so that the house of people may read it.
"""

from .bundles import KINDS, NotFhir, Other, Resource, bundle, read, read_bundle, unknown_modifiers, write
from .profiles import NotBelgian, belgian, lacks
from .shape import changed

__all__ = [
    "KINDS",
    "NotBelgian",
    "NotFhir",
    "Other",
    "Resource",
    "belgian",
    "bundle",
    "changed",
    "lacks",
    "read",
    "read_bundle",
    "unknown_modifiers",
    "write",
]
