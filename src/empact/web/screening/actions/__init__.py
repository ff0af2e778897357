"""Every write of scores, rules and what follows."""

from .literacy import record_literacy, take_literacy_away
from .measurements import record_estimate, record_measurement, withdraw
from .results import record_result, record_results
from .rules import drop_rule, propose_rule, put_in_force
from .steps import move_step

__all__ = [
    "drop_rule", "move_step", "propose_rule", "put_in_force", "record_estimate", "record_literacy", "record_measurement",
    "record_result", "record_results", "take_literacy_away", "withdraw",
]  # fmt: skip
