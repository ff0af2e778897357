"""What a visitor of the benchmark does, for locust. Not imported by ours: locust runs it in processes of its own,
on the same machine: so with the client that takes least of its processors.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import re
from pathlib import Path

from locust import FastHttpUser, task
from requests.cookies import create_cookie

THERE = json.loads(Path(os.environ["EMPACT_SESSIONS"]).read_text())
NEXT = {role: itertools.cycle(keys) for role, keys in THERE["keys"].items()}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PERSON = re.compile(r'href="(/persons/[0-9a-f-]{36}/)"')


def thought(visitor):
    """Seconds before the next page."""
    if os.environ["EMPACT_THINK"] == "tpc-w":
        return min(visitor.dice.expovariate(1 / 7), 70)
    return visitor.dice.uniform(1, 4)


class Visitor(FastHttpUser):
    """A general practitioner with some 1,500 patients."""

    weight = 3
    wait_time = thought

    def on_start(self):
        key = next(NEXT["gp"])
        self.dice = random.Random(key)
        self.client.cookiejar.set_cookie(create_cookie("sessionid", key))
        self.persons, self.token = [], ""
        self.list()

    @task(3)
    def day(self):
        self.client.get("/day/", name="day")

    @task(4)
    def list(self):
        address = f"/persons/?page={self.dice.randrange(1, 20)}"
        with self.client.get(address, name="list of persons", catch_response=True) as answer:
            self.persons, found = PERSON.findall(answer.text), TOKEN.search(answer.text)
            self.token = found[1] if found else self.token
            if not self.persons:
                answer.failure("nobody on the list: not signed in?")

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


class Reader(FastHttpUser):
    """A policy officer who looks at other figures each time."""

    weight = 1
    wait_time = thought

    def on_start(self):
        key = next(NEXT["policy"])
        self.dice = random.Random(key)
        self.client.cookiejar.set_cookie(create_cookie("sessionid", key))

    def indicator(self):
        return f"indicator_{self.dice.randrange(THERE['indicators']):02d}"

    @task(4)
    def popbox(self):
        level, determinant = self.dice.choice(("zone", "municipality")), self.dice.randrange(THERE["determinants"])
        self.client.get(f"/popbox/?level={level}&determinant=determinant_{determinant}", name="Pop-Box")

    @task(6)
    def figure(self):
        level = self.dice.choice(("zone", "municipality"))
        self.client.get(f"/figures/{self.indicator()}/?level={level}", name="indicator")

    @task(2)
    def divided(self):
        town = f"municipality:{self.dice.randrange(THERE['towns']):05d}"
        asked = f"level=municipality&strata=age_band&place={town}"
        self.client.get(f"/figures/{self.indicator()}/?{asked}", name="indicator by age")

    @task(3)
    def map(self):
        self.client.get(f"/map/?level=municipality&what={self.indicator()}", name="map")

    @task(2)
    def place(self):
        town = self.dice.randrange(THERE["towns"])
        self.client.get(f"/environment/place/?area=municipality:{town:05d}", name="place")

    @task(2)
    def library(self):
        self.client.get("/figures/", name="indicators")
