"""The red button: anybody reports a worrying situation, somebody answers in time, and the reporter hears of it."""
