"""Every write of the round, with its line in the audit in the same stroke."""

from .stays import follow_up, plan_home, take_notices
from .work import keep_order, put_off, take_up_again

__all__ = ["follow_up", "keep_order", "plan_home", "put_off", "take_notices", "take_up_again"]
