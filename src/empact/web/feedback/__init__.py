"""Audit and feedback: what a team or practice learns from its own figures, talks about, and agrees to try."""
