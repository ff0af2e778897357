"""The common subset in pandas, with care: only the columns and days it needs, integers instead of strings and dates, each
table grouped once per window to person x code, and masks instead of joins."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from empact.engine.register import open_register

from .harness import Job
from .registers import AS_OF
from .subset import DETERMINANTS, Logic, Subset, Test, day_of, the_subset

__all__ = ["prepare"]

_COLUMNS = {
    "condition_occurrence": ("condition_concept_id", "condition_start_date"),
    "drug_exposure": ("drug_concept_id", "drug_exposure_start_date"),
}


def prepare(register: Path, as_of: date = AS_OF) -> Job:
    """Codes are expanded beforehand, as they are for every peer."""
    subset, opened = the_subset(register, as_of), open_register(register)
    return Job(lambda: _Twin(subset, opened).answer())


class _Twin:
    def __init__(self, subset: Subset, register: Any) -> None:
        self.subset, self.register, self.today = subset, register, day_of(subset.as_of)
        self.size = register.persons

    def answer(self) -> dict[str, int]:
        import pandas as pd

        observed, birth = self._people()
        self.age = _ages(birth, self.subset.as_of)
        self.holds: dict[int, np.ndarray] = {}
        for table in _COLUMNS:
            self._run_tests(table)
        flags = {id_: self._logic(logic) for id_, logic in self.subset.conditions.items()}
        counted = _distinct(flags, self.subset.counts_as, self.size)
        systems = _distinct(flags, {i: self.subset.system[i] for i in flags}, self.size)
        five, ten = self._polypharmacy()
        determinants = {
            "polypharmacy_ima5": five,
            "polypharmacy_ima10": ten,
            "repeat_admission": self._repeat_admission(),
            "low_income": self._low_income(),
            "complex_multimorbidity": (counted >= 3) & (systems >= 3),
        }
        persona = np.select(
            [counted >= least for _, least in self.subset.personas], [name for name, _ in self.subset.personas], ""
        )
        frame = pd.DataFrame({"area": self._areas(), "persona": persona, **flags, **determinants})[observed]
        counts: dict[str, int] = {}
        for id_ in flags:
            for area, n in frame.loc[frame[id_], "area"].value_counts().items():
                counts[f"condition|{id_}|||{area}"] = int(n)
        for id_ in DETERMINANTS:
            held = frame[frame[id_]]
            for area, n in held["area"].value_counts().items():
                counts[f"determinant|{id_}|||{area}"] = int(n)
            for (area, name), n in held.groupby(["area", "persona"]).size().items():
                counts[f"segment|popbox|{name}|{id_}|{area}"] = int(n)
        for (area, name), n in frame.groupby(["area", "persona"]).size().items():
            counts[f"segment|popbox|{name}||{area}"] = int(n)
        return counts

    # ---------------------------------------------------------------- records

    def _read(self, table: str, columns: list[str], filters: Any = None) -> Any:
        """Dates as days since 1970; people from 0."""
        import pandas as pd
        import pyarrow as pa
        import pyarrow.parquet as pq

        rows = pq.read_table([str(f) for f in self.register.files(table)], columns=columns, filters=filters)
        frame = {}
        for name in columns:
            column = rows[name]
            if pa.types.is_date32(column.type):
                column = column.cast(pa.int32())
            frame[name] = column.to_pandas()
        frame["person_id"] -= 1
        return pd.DataFrame(frame)

    def _run_tests(self, table: str) -> None:
        import pyarrow.dataset as ds

        code, day = _COLUMNS[table]
        tests = [t for t in self.subset.tests if t.table == table]
        starts = [t.first for t in tests] + ([self.subset.year[0]] if table == "drug_exposure" else [])
        first = None if None in starts else min(starts)
        columns = ["person_id", code, day] + (["ddd", "days_supply"] if table == "drug_exposure" else [])
        filters = ds.field(day) <= self.subset.as_of
        if first is not None:
            filters &= ds.field(day) >= first
        rows = self._read(table, columns, filters)
        if table == "drug_exposure":
            rows["ddd"] = rows["ddd"].fillna(rows.pop("days_supply")).fillna(0.0)
        rows = rows.rename(columns={code: "code", day: "day"})
        if table == "drug_exposure":
            self.medicines = rows
        for since in {t.first for t in tests}:
            inside = rows if since == first else rows[rows["day"] >= day_of(since)]
            wanted = {"n": ("day", "size"), "first": ("day", "min")} | ({"ddd": ("ddd", "sum")} if "ddd" in rows else {})
            runs = inside.groupby(["person_id", "code"], sort=False).agg(**wanted).reset_index()
            for test in (t for t in tests if t.first == since):
                self.holds[test.number] = self._test(test, runs)

    def _test(self, test: Test, runs: Any) -> np.ndarray:
        lookup = np.zeros(max(int(runs["code"].max()) if len(runs) else 0, *test.concepts, 0) + 1, bool)
        lookup[list(test.concepts)] = True
        mine = runs[lookup[runs["code"].to_numpy()]]
        holds = np.zeros(self.size, bool)
        if test.begins is not None:
            first = mine.groupby("person_id")["first"].min()
            holds[first.index[first >= day_of(test.begins)]] = True
        elif test.rows == 1 and not test.ddd:
            holds[mine["person_id"].unique()] = True
        else:
            sums = mine.groupby("person_id")[["n", "ddd"] if test.ddd else ["n"]].sum()
            enough = sums["n"] >= test.rows
            if test.ddd:
                enough &= sums["ddd"].round(6) >= test.ddd
            holds[sums.index[enough]] = True
        return holds

    def _logic(self, logic: Logic) -> np.ndarray:
        match logic:
            case ("test", number):
                return self.holds[number]
            case ("aged", low, high):
                return (self.age >= low) & (self.age <= (high if high is not None else 999))
            case ("all", *of):
                return np.logical_and.reduce([self._logic(x) for x in of])
            case ("any", *of):
                return np.logical_or.reduce([self._logic(x) for x in of])
            case ("unless", what, *exceptions):
                return self._logic(what) & ~np.logical_or.reduce([self._logic(x) for x in exceptions])
        raise NotImplementedError(logic)

    # ---------------------------------------------------------------- determinants

    def _polypharmacy(self) -> tuple[np.ndarray, np.ndarray]:
        """At least 5 and 10 substances with 80 DDD in the calendar year of the index date."""
        substance = np.zeros(max(self.subset.atc) + 1 if self.subset.atc else 1, np.int32)
        substance[list(self.subset.atc)] = list(self.subset.atc.values())
        rows = self.medicines
        first, last = map(day_of, self.subset.year)
        rows = rows[(rows["day"] >= first) & (rows["day"] <= last) & (rows["code"] < len(substance))]
        rows = rows.assign(substance=substance[rows["code"].to_numpy()])
        sums = rows[rows["substance"] > 0].groupby(["person_id", "substance"], sort=False)["ddd"].sum().round(6)
        people = sums.index.get_level_values("person_id")[sums >= 80.0]
        many = np.bincount(people, minlength=self.size)
        return many >= 5, many >= 10

    def _repeat_admission(self) -> np.ndarray:
        """Two or more unplanned hospital spells with a night that began in the last 365 days."""
        columns = ["person_id", "visit_start_date", "visit_end_date", "is_unplanned"]
        import pyarrow.dataset as ds

        kinds = ds.field("visit_concept_id").isin([9201, 262]) & (ds.field("visit_start_date") <= self.subset.as_of)
        stays = self._read("visit_occurrence", columns, kinds)
        stays["end"] = stays["visit_end_date"].fillna(self.today).clip(upper=self.today).astype("int32")
        stays["end"] = stays[["end", "visit_start_date"]].max(axis=1)
        stays = stays.sort_values(["person_id", "visit_start_date", "end"])
        reached = stays.groupby("person_id")["end"].cummax().shift()
        begins = (stays["person_id"] != stays["person_id"].shift()) | (stays["visit_start_date"] > reached + 1)
        stays["spell"] = begins.cumsum()
        first = stays.groupby("spell")["visit_start_date"].transform("first")
        stays["asked"] = (stays["visit_start_date"] == first) & stays["is_unplanned"].eq(True)
        spells = stays.groupby("spell").agg(
            person=("person_id", "first"), begin=("visit_start_date", "first"), end=("end", "max"), asked=("asked", "any")
        )
        mine = spells[(spells["end"] > spells["begin"]) & spells["asked"] & (spells["begin"] >= day_of(self.subset.lately[0]))]
        return np.bincount(mine["person"], minlength=self.size) >= 2

    def _low_income(self) -> np.ndarray:
        rows = self._held("payer_plan_period", ["increased_reimbursement"])
        flags = np.zeros(self.size, bool)
        flags[rows["person_id"][rows["increased_reimbursement"].eq(True)]] = True
        return flags

    # ---------------------------------------------------------------- people

    def _people(self) -> tuple[np.ndarray, np.ndarray]:
        people = self._read("person", ["person_id", "birth_date"])
        birth = np.empty(self.size, np.int32)
        birth[people["person_id"]] = people["birth_date"]
        observed = np.zeros(self.size, bool)
        observed[self._held("observation_period", [])["person_id"]] = True
        died = self._read("death", ["person_id", "death_date"])
        observed[died["person_id"][died["death_date"] <= self.today]] = False
        return observed & (birth <= self.today), birth

    def _areas(self) -> np.ndarray:
        rows = self._held("area_membership", ["area_id"])
        rows = rows.sort_values(
            ["person_id", "membership_start_date", "area_id"], ascending=[True, True, False], na_position="first"
        )
        rows = rows.drop_duplicates("person_id", keep="last")
        areas = np.full(self.size, "", object)
        areas[rows["person_id"]] = rows["area_id"]
        return areas

    def _held(self, table: str, columns: list[str]) -> Any:
        start, end = {
            "observation_period": ("observation_period_start_date", "observation_period_end_date"),
            "area_membership": ("membership_start_date", "membership_end_date"),
            "payer_plan_period": ("payer_plan_period_start_date", "payer_plan_period_end_date"),
        }[table]
        rows = self._read(table, ["person_id", start, end, *columns])
        return rows[(rows[start].fillna(self.today) <= self.today) & (rows[end].fillna(self.today) >= self.today)]


def _ages(birth: np.ndarray, on: date) -> np.ndarray:
    import pandas as pd

    born = pd.Series(birth.astype("datetime64[D]")).dt
    later = (born.month > on.month) | ((born.month == on.month) & (born.day > on.day))
    return (on.year - born.year - later).to_numpy()


def _distinct(flags: dict[str, np.ndarray], group_of: dict[str, str], size: int) -> np.ndarray:
    """How many different groups the flags of each person fall in."""
    groups: dict[str, np.ndarray] = {}
    for id_, flag in flags.items():
        groups[group_of[id_]] = groups.get(group_of[id_], False) | flag
    return sum((g.astype(np.int16) for g in groups.values()), np.zeros(size, np.int16))
