"""What it cost, and under which insurance."""

from __future__ import annotations

from .declare import Column as C
from .declare import Table
from .persons import PERSON_ID, SOURCE

__all__ = ["COST", "PAYER_PLAN_PERIOD"]

COST = Table(
    "cost",
    "One row per amount paid for a person on a day. Money is in minor units (cents), never a fraction.",
    (
        C("cost_id", "BIGINT", "Row number."),
        C("person_id", "BIGINT", "The person; OMOP 5.4 reaches it through the event.", ours=True),
        C("cost_event_id", "BIGINT", "The event paid for.", null="paid for no single event"),
        C("cost_domain_id", "VARCHAR", "Visit, Drug, Procedure, Measurement, Device or Other (OMOP)."),
        C("cost_date", "DATE", "Day of the event paid for.", ours=True),
        C(
            "total_paid_minor",
            "BIGINT",
            "Paid by insurer and person together; negative for a correction.",
            unit="cent",
            ours=True,
        ),
        C("paid_by_payer_minor", "BIGINT", "Of which by the insurer.", null="not split by the source", unit="cent", ours=True),
        C("currency", "VARCHAR", "ISO 4217.", ours=True),
        SOURCE,
    ),
    key="cost_id",
    date="cost_date",
)
PAYER_PLAN_PERIOD = Table(
    "payer_plan_period",
    "One row per person and stretch of time with one insurance status.",
    (
        C("payer_plan_period_id", "BIGINT", "Row number."),
        PERSON_ID,
        C("payer_plan_period_start_date", "DATE", "First day."),
        C("payer_plan_period_end_date", "DATE", "Last day, inclusive.", null="still so"),
        C(
            "increased_reimbursement",
            "BOOLEAN",
            "Entitled to increased reimbursement (VT/BIM).",
            null="the source does not tell",
            ours=True,
        ),
        C(
            "chronic_status",
            "BOOLEAN",
            "Holds the official status 'person with a chronic condition'.",
            null="the source does not tell",
            ours=True,
        ),
        C("payer_source_value", "VARCHAR", "Insurer, as written.", null="not given"),
        SOURCE,
    ),
    key="payer_plan_period_id",
    date="payer_plan_period_start_date",
)
