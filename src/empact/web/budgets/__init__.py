"""What was given for what, what is bound and spent, and who works on it for which part of a week."""
