"""The examiner's question: does the engine find in the records what the generator put there, and no more?"""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pyarrow.parquet as pq
import pytest

from empact.definitions.read import read_library
from empact.engine.ingest import load
from empact.engine.run import run
from empact.synthetic import write_region
from empact.synthetic.chunk import Plan, make_chunk
from empact.synthetic.people import ALIVE
from empact.synthetic.places import make_places

PEOPLE, SEED, END = 40_000, 7, date(2024, 1, 1)
# population.md 1.3: share (%) of P0, P1, P2 and P3 by age
PERSONAS = {
    (0, 120): (57.0, 19.4, 14.7, 9.0),
    (0, 17): (90.7, 8.5, 0.8, 0.0),
    (18, 44): (75.2, 18.0, 6.1, 0.7),
    (45, 64): (44.6, 27.8, 20.9, 6.8),
    (65, 74): (20.4, 25.2, 32.7, 21.8),
    (75, 84): (10.3, 17.9, 33.9, 37.9),
    (85, 120): (5.9, 11.4, 29.0, 53.7),
}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    """One row per living, observed person, with the source's number of the person."""
    folder = tmp_path_factory.mktemp("popbox")
    write_region(people=PEOPLE, seed=SEED, out=folder / "in", as_="omop", end=END)
    register = load([folder / "in"], format="omop", register=folder / "register", now=datetime(2026, 1, 1)).register
    results = run(register, as_of=END, results=folder / "results", library=read_library()).results
    table = results.table("person_profile")
    people = pq.ParquetDataset(register.files("person")).read(columns=["person_id", "person_source_value"])
    joined = table.join(people, "person_id").sort_by("person_id")
    return {name: joined.column(name).to_numpy(zero_copy_only=False) for name in joined.column_names}


def truth():
    plan = Plan(PEOPLE, SEED, END, 3, "empact")
    places = make_places(plan.region, plan.people, plan.seed)
    chunks = [make_chunk(plan, places, n) for n in range(plan.chunks)]

    def together(of):
        return np.concatenate([of(chunk) for chunk in chunks])

    return (
        together(lambda c: c.people.number), together(lambda c: c.people.status), together(lambda c: c.ill.n),
        together(lambda c: c.dispensings.polypharmacy),
    )  # fmt: skip


def test_persona_shares_by_age_are_within_three_points(profile):
    seen = profile["status"] == "observed"
    for (low, high), shares in PERSONAS.items():
        inside = seen & (profile["age"] >= low) & (profile["age"] <= high)
        for persona, share in enumerate(shares):
            found = 100 * (profile["segment_popbox"][inside] == f"P{persona}").mean()
            assert abs(found - share) <= 3, f"P{persona} at {low}-{high}: {found:.1f} for {share}"


def test_multimorbidity_and_polypharmacy_are_within_their_targets(profile):
    seen = profile["status"] == "observed"
    for name, age, target, tolerance in (
        ("multimorbidity", 0, 23.7, 1.5),
        ("polypharmacy_ima5", 0, 13.5, 1.2),
        ("polypharmacy_ima5", 65, 43.4, 3.0),
        ("polypharmacy_ima10", 0, 3.1, 1.2),
        ("low_income", 0, 15.6, 1.5),
    ):
        found = 100 * profile[f"determinant_{name}"][seen & (profile["age"] >= age)].astype(bool).mean()
        assert abs(found - target) <= tolerance, f"{name} from {age}: {found:.1f} for {target}"


def test_the_engine_finds_person_by_person_what_was_put_there(profile):
    number, status, n, polypharmacy = truth()
    row = np.full(PEOPLE + 1, -1)
    row[number] = np.arange(PEOPLE)
    at = row[profile["person_source_value"].astype(int)]
    seen = profile["status"] == "observed"
    assert (seen == (status[at] == ALIVE)).all()
    same = profile["n_conditions"][seen] == n[at][seen]
    assert same.mean() > 0.995, f"{(~same).sum()} people differ"
    five = profile["determinant_polypharmacy_ima5"][seen].astype(bool) == (polypharmacy[at][seen] >= 5)
    assert five.mean() > 0.999, f"{(~five).sum()} people differ"
