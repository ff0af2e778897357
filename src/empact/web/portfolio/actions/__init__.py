"""Every write of the portfolio, with its line in the audit in the same stroke."""

from .cards import copy_action, follow_names, keep_action, move_action, propose_action
from .contributions import argue, contribute
from .decided import ask_decision, follow_decision
from .exchange import keep_file, take_in
from .frames import take_up_frame
from .places import end_place, place_action, plan_phase, plan_phases
from .progress import (
    add_kpi,
    answer_update,
    confirm_promise,
    deliver_promise,
    drop_kpi,
    end_promise,
    give_update,
    promise,
    read_kpi,
)
from .reports import freeze_report
from .tasks import add_task, follow, keep_task, take_baseline, unfollow

__all__ = [
    "add_kpi", "add_task", "answer_update", "argue", "ask_decision", "confirm_promise", "contribute", "copy_action",
    "deliver_promise", "drop_kpi", "end_place", "end_promise", "follow", "follow_decision", "follow_names", "freeze_report",
    "give_update", "keep_action", "keep_file", "keep_task", "move_action", "place_action", "plan_phase", "plan_phases",
    "promise", "propose_action", "read_kpi", "take_baseline", "take_in", "take_up_frame", "unfollow",
]  # fmt: skip
