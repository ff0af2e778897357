"""The multidisciplinary meeting: its seven checks as data, what they are asked of, the calendar file, and its report."""
