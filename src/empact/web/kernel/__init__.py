"""What every app stands on and nothing of any domain: who you are, what you may, what was done, what is to be done."""
