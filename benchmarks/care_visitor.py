"""What a visitor of the benchmark of care does, for locust. Not imported by ours: locust runs it in processes of its own,
on the same machine: so with the client that takes least of its processors.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import re
from pathlib import Path

from locust import FastHttpUser, between, task
from requests.cookies import create_cookie

THERE = json.loads(Path(os.environ["EMPACT_SESSIONS"]).read_text())
NEXT = {role: itertools.cycle(keys) for role, keys in THERE["keys"].items()}
TURNS = itertools.cycle(["coordinator", "coordinator", "coordinator", "gp", "nurse"])
PERSON = re.compile(r'href="/persons/([0-9a-f-]{36})/"')


class Visitor(FastHttpUser):
    """Three in five coordinate, with 80 persons each; the others are doctors and nurses of the same persons."""

    wait_time = between(1, 4)

    def on_start(self):
        key = next(NEXT[next(TURNS)])
        self.dice = random.Random(key)
        self.client.cookiejar.set_cookie(create_cookie("sessionid", key))
        self.persons = []
        self.work_list()

    @task(3)
    def work_list(self):
        with self.client.get("/work-list/", name="work list", catch_response=True) as answer:
            self.persons = PERSON.findall(answer.text)
            if not self.persons:
                answer.failure("nobody on the list: not signed in?")

    @task(3)
    def person(self):
        self.open("", "person")

    @task(3)
    def summary(self):
        self.open("summary/", "summary")

    @task(3)
    def plan(self):
        self.open("plan/", "plan")

    @task(1)
    def scores(self):
        self.open("scores/", "scores")

    def open(self, page, name):
        if not self.persons:
            return
        self.client.get(f"/persons/{self.dice.choice(self.persons)}/{page}", name=name)
