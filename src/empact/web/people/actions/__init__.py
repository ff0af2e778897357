"""The only writes to people's tables."""

from .buddies import end_buddy, link_buddy
from .gatherings import (
    change_gathering,
    come_back,
    join,
    join_by_name,
    leave,
    move_gathering,
    plan_gathering,
    tell_of_place,
    wipe_sign_ups,
    write_down,
)
from .handovers import move_worklist, note_try, say_of, take_back
from .merging import merge, undo_merge
from .persons import add_and_take_up, add_person, correct_person, link_account, take_up, unlink_account
from .relations import (
    add_carer,
    add_representative,
    begin_care_relation,
    end_care_relation,
    end_carer,
    end_representative,
    let_carer_look,
)
from .worklists import Named, bring_worklist, name_worklist, tell_outcomes

__all__ = [
    "Named",
    "add_and_take_up",
    "add_carer",
    "add_person",
    "add_representative",
    "begin_care_relation",
    "bring_worklist",
    "change_gathering",
    "come_back",
    "correct_person",
    "end_buddy",
    "end_care_relation",
    "end_carer",
    "end_representative",
    "join",
    "join_by_name",
    "leave",
    "let_carer_look",
    "link_account",
    "link_buddy",
    "merge",
    "move_gathering",
    "move_worklist",
    "name_worklist",
    "note_try",
    "plan_gathering",
    "say_of",
    "take_back",
    "take_up",
    "tell_of_place",
    "tell_outcomes",
    "undo_merge",
    "unlink_account",
    "wipe_sign_ups",
    "write_down",
]
