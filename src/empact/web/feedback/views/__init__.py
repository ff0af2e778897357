"""The pages of feedback. Each has a rule, and shows the own team or practice only."""
