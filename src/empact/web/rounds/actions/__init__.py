"""Every write of the round, with its line in the audit in the same stroke."""

from .work import keep_order, put_off, take_up_again

__all__ = ["keep_order", "put_off", "take_up_again"]
