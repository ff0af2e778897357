"""Care with the person: the request, the care team, its coordinator, the plan from what matters to tasks, and its versions."""
