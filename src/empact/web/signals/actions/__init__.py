"""The only writes of this app."""

from .clock import begin_waiting, escalate
from .closing import close, feedback, reopen, second_read, tell
from .enquiries import answer, ask
from .handling import agree, contact, join, mark, note, open_signal, part, pass_on, return_it, show_reporter, take_up
from .keeping import wipe
from .reporting import report
from .routes import end_route, make_route

__all__ = [
    "agree", "answer", "ask", "begin_waiting", "close", "contact", "end_route", "escalate", "feedback", "join",
    "make_route", "mark", "note", "open_signal", "part", "pass_on", "reopen", "report", "return_it", "second_read",
    "show_reporter", "take_up", "tell", "wipe",
]  # fmt: skip
