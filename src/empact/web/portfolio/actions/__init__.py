"""Every write of the portfolio, with its line in the audit in the same stroke."""

from .cards import copy_action, follow_names, keep_action, move_action, propose_action, regroup
from .contributions import argue, contribute
from .decided import ask_decision, follow_decision
from .exchange import keep_file, take_in
from .frames import name_place, take_up_frame
from .goals import drop_goal, keep_goal
from .growth import say_growth
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
from .ratings import agree_rating, rate, score_component
from .registers import add_obstacle, add_strength, close_obstacle, keep_version, note_contact, say_vision
from .reports import comment_report, freeze_report, freeze_year
from .small import begin_small, keep_small
from .startup import add_groundwork, drop_groundwork, keep_groundwork
from .tasks import add_task, follow, keep_task, take_baseline, unfollow

__all__ = ["comment_report", "freeze_year", "say_growth","begin_small", "keep_small",
    "add_groundwork", "add_kpi", "add_obstacle", "add_strength", "add_task", "agree_rating", "answer_update", "argue",
    "ask_decision", "close_obstacle", "confirm_promise", "contribute", "copy_action", "deliver_promise", "drop_goal",
    "drop_groundwork", "drop_kpi", "end_place", "end_promise", "follow", "follow_decision", "follow_names",
    "freeze_report", "give_update", "keep_action", "keep_file", "keep_goal", "keep_groundwork", "keep_task",
    "keep_version", "move_action", "name_place", "note_contact", "place_action", "plan_phase", "plan_phases", "promise",
    "propose_action", "rate", "read_kpi", "regroup", "say_vision", "score_component", "take_baseline", "take_in",
    "take_up_frame", "unfollow",
]  # fmt: skip
