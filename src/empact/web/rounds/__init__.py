"""The day's round of who cares and who is near: work lists, what changed, stays in hospital, questions, advice."""
