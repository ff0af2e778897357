"""Relief and policy: what the region asks of authorities, what they answered and promised, and who speaks for it where."""
