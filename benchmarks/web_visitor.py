"""What a visitor of the benchmark does, for locust. Not imported by ours: locust runs it in processes of its own."""

from __future__ import annotations

import itertools
import json
import os
import random
import re
from pathlib import Path

from locust import HttpUser, between, task

KEYS = json.loads(Path(os.environ["EMPACT_SESSIONS"]).read_text())
NEXT = itertools.cycle(KEYS)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PERSON = re.compile(r'href="(/persons/[0-9a-f-]{36}/)"')


class Visitor(HttpUser):
    """A general practitioner with some 1,500 patients."""

    wait_time = between(1, 4)

    def on_start(self):
        key = next(NEXT)
        self.dice = random.Random(key)
        self.client.cookies.set("sessionid", key)
        self.persons, self.token = [], ""
        self.list()

    @task(3)
    def day(self):
        self.client.get("/day/", name="day")

    @task(4)
    def list(self):
        page = self.client.get(f"/persons/?page={self.dice.randrange(1, 20)}", name="list of persons").text
        self.persons = PERSON.findall(page) or self.persons
        found = TOKEN.search(page)
        self.token = found[1] if found else self.token

    @task(6)
    def person(self):
        if self.persons:
            self.client.get(self.dice.choice(self.persons), name="a person")

    @task(2)
    def search(self):
        said = {"q": f"Family{self.dice.randrange(9973)}", "csrfmiddlewaretoken": self.token}
        self.client.post("/persons/search/", said, name="search")

    @task(2)
    def address_book(self):
        self.client.get("/organisations/", name="address book")

    @task(3)
    def add(self):
        said = {
            "family_name": f"New{self.dice.randrange(10**6)}", "given_names": "Added", "birth": "1950", "sex": "unknown",
            "language": "nl", "channel": "paper", "kind": "registered", "ground": "asked", "csrfmiddlewaretoken": self.token,
        }  # fmt: skip
        with self.client.post(
            "/persons/add/", said, name="add a person", allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code != 302:
                answer.failure(f"{answer.status_code}: not added")
