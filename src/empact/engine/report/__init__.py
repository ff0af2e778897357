"""Pages for those who steer: what was reached, on the aims, by a team, of the targets. All of it from released numbers."""
