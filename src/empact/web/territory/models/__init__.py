"""The tables of the address book. One record of an organisation, whatever it does and wherever it is named."""

from .codes import Code
from .coordination import Coordination, CoordinationMeeting
from .dated import Dated, Known, Shared
from .engagements import Collaboration, Declaration, JoinRequest, SignatureLine
from .imports import Import
from .organisations import Contact, Correction, Merge, Organisation, Site
from .practitioners import Post, Practitioner
from .teams import CoachNote, Team, TeamMember
from .territories import BoundaryVersion, Membership, Population, Postcode, Territory

__all__ = [
    "BoundaryVersion",
    "CoachNote",
    "Code",
    "Collaboration",
    "Contact",
    "Coordination",
    "CoordinationMeeting",
    "Correction",
    "Dated",
    "Declaration",
    "Import",
    "JoinRequest",
    "Known",
    "Membership",
    "Merge",
    "Organisation",
    "Population",
    "Post",
    "Postcode",
    "Practitioner",
    "Shared",
    "SignatureLine",
    "Site",
    "Team",
    "TeamMember",
    "Territory",
]
