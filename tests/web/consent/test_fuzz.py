"""Thousands of random worlds of role, relation, consent and exclusion, against a truth table written from the mission alone.

The table below was written from the sharing matrix (users-ux 9.2) and knows nothing of the code it judges.
"""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from empact.web.care.models import CaseMandate, Coordination, Member
from empact.web.consent import access
from empact.web.consent.models import Consent, Exclusion
from empact.web.kernel.models import Hat, User
from empact.web.kernel.who import Who
from empact.web.people.models import CareRelation, InformalCarer, Person, Representative

PARTS = ("goals", "team", "tasks", "screener_total", "screener_modules", "medication", "social", "crisis", "log")
# One letter per part, in the order above. R reads, W reads and writes, - nothing; a: only what the person named;
# w: reads and writes what the person named; o: only the own; p: only the phone; m: what the mandate names; n: adds a note.
TABLE = {
    "person": "WWWRRRRWR",
    "carer": "wRWa-aaa-",
    "neighbour": "-oo----p-",
    "coordinator": "WWWWRRWWR",
    "gp": "WRWRRRaW-",
    "nurse": "WRWWRRaR-",
    "pharmacist": "RRWR-n-R-",
    "social_worker": "WRWR--Wa-",
    "case_manager": "RRWRmmmR-",
    "liaison": "RRWR-R-R-",
}
CARE_ROLES = ("gp", "nurse", "pharmacist", "social_worker", "coordinator", "liaison", "case_manager")
OTHERS = ("team_coach", "pmo", "steering", "policy", "analyst", "administrator", "dpo", "researcher", "contact", "zone_staff")


def expected(world, hat, person, part, write):
    """True or False, from what the test itself put into the world."""
    role, user, place = hat
    facts = world[person]
    rows = []
    if role == "person" and facts["self"] == user or role == "carer" and user in facts["speaks"]:
        rows.append("person")
    if role == "carer" and (user in facts["helps"] or facts["members"].get(user) == ("carer", "")):
        rows.append("carer")
    if role in ("carer", "volunteer") and facts["members"].get(user) == ("neighbour", ""):
        rows.append("neighbour")
    kinds = {kind for kind, where, only in facts["relations"] if where == place and only in (None, user)}
    member = facts["members"].get(user) == ("professional", role)
    treats = bool(kinds - {"stay", "case"})
    if role in ("gp", "nurse", "pharmacist", "social_worker") and (treats or "stay" in kinds or member):
        rows.append(role)
    if role == "liaison" and ("stay" in kinds or member):
        rows.append(role)
    if role == "case_manager" and facts["mandate"].get(user) is not None:
        rows.append(role)
    holds = facts["coordinator"]
    if role == "coordinator" and (treats or member) or holds is not None and holds in ((user, role), (user, "")):
        rows.append("coordinator")
    if user in facts["excluded"] and "person" not in rows:
        return False
    return any(_cell(facts, row, part, write, user, place) for row in rows)


def _cell(facts, row, part, write, user, place):
    letter = TABLE[row][PARTS.index(part)]
    if letter == "-" or (write and letter not in "Wwn"):
        return False
    if letter == "m" and part not in facts["mandate"].get(user, ()):
        return False
    if row == "person":
        return True
    kind = "informal" if row in ("carer", "neighbour") else "participation"
    for what, parts, party, organisation in facts["consents"]:
        meant = party in (None, user) and organisation in (None, place)
        if what == kind and meant and (part in parts if parts else letter not in "aw"):
            return True
    return False


def build(rng, now, places, number_of_persons):
    """Persons, hats and random facts about them: in the database, and as plain values beside it."""
    start = now.date() - timedelta(days=30)
    wheres = [("organisation", places.practice), ("organisation", places.hospital), ("team", places.team)]
    hats = []
    for n, role in enumerate([*CARE_ROLES * 3, "carer", "carer", "carer", "volunteer", "volunteer", *OTHERS]):
        user = User.objects.create(email=f"u{n}@example.org", name=f"U{n}")
        kind, where = wheres[n % 3]
        if role in ("carer", "volunteer"):
            kind, where = "", None
        Hat.objects.create(user=user, role=role, scope_kind=kind, scope_id=str(where.pk) if where else "", starts=start)
        hats.append((role, user.pk, (kind, str(where.pk)) if where else ("", "")))
    near = {
        user: Person.objects.create(family_name=f"N{n}", search=f"n{n}", user_id=user)
        for n, (role, user, _place) in enumerate(hats)
        if role in ("carer", "volunteer")
    }
    world = {}
    past = {"starts": start, "ends": start + timedelta(days=1)}
    for n in range(number_of_persons):
        user = User.objects.create(email=f"p{n}@example.org", name=f"P{n}")
        person = Person.objects.create(family_name=f"P{n}", search=f"p{n}", user=user)
        hats.append(("person", user.pk, ("", "")))
        facts = {"self": user.pk, "speaks": set(), "helps": set(), "members": {}, "relations": set(), "mandate": {},
                 "coordinator": None, "excluded": set(), "consents": []}  # fmt: skip
        for _ in range(rng.randrange(3)):
            kind, where = rng.choice(wheres)
            what = rng.choice(["registered", "treatment", "stay", "case", "support"])
            only = rng.choice([None, None, rng.choice(hats[:21])[1]])
            gone = rng.random() < 0.2
            CareRelation.objects.create(
                person=person, kind=what, ground="asked", professional_id=only, **{kind: where},
                **(past if gone else {"starts": start}),
            )  # fmt: skip
            if not gone:
                facts["relations"].add((what, (kind, str(where.pk)), only))
        for user_id, other in near.items():
            chance = rng.random()
            if chance < 0.15:
                InformalCarer.objects.create(person=person, carer=other, relation="x", starts=start)
                facts["helps"].add(user_id)
            elif chance < 0.25:
                kind = rng.choice(["legal", "mandate", "trust"])
                Representative.objects.create(person=person, by=other, kind=kind, starts=start)
                if kind != "trust":
                    facts["speaks"].add(user_id)
            elif chance < 0.5:
                kind, state = rng.choice(["carer", "neighbour"]), rng.choice(["approved", "approved", "proposed", "ended"])
                made = Member.objects.create(person=person, kind=kind, near=other, state=state, starts=start, moved_at=now)
                if state == "approved":
                    facts["members"][user_id] = (kind, "")
                    _maybe_coordinates(rng, facts, person, made, user_id, "", now)
        for role, user_id, _place in rng.sample(hats[:21], 5):
            state = rng.choice(["approved", "approved", "proposed", "ended", "refused"])
            if role == "case_manager":
                named = rng.sample(["screener_modules", "medication", "social"], rng.randrange(4))
                if not CaseMandate.objects.filter(person=person).exists():
                    over = rng.random() < 0.3
                    CaseMandate.objects.create(
                        person=person, asked_of=places.team, very_complex=True, urgency="now", reason="x", state="active",
                        asked_at=now, manager_id=user_id, starts=start, scope=f"|{'|'.join(named)}|" if named else "",
                        ends=now.date() - timedelta(days=1) if over else now.date(),
                    )  # fmt: skip
                    if not over:
                        facts["mandate"][user_id] = set(named)
                continue
            made = Member.objects.create(
                person=person, kind="professional", user_id=user_id, role=role, state=state, starts=start, moved_at=now
            )
            if state == "approved":
                facts["members"][user_id] = ("professional", role)
                _maybe_coordinates(rng, facts, person, made, user_id, role, now)
        for _ in range(rng.randrange(5)):
            kind = rng.choice(["national", "participation", "participation", "secondary", "informal", "informal"])
            parts = (
                rng.sample(PARTS, rng.randrange(1, 6)) if rng.random() < 0.5 and kind in ("participation", "informal") else []
            )
            party = rng.choice([None, rng.choice(list(near))]) if kind == "informal" else None
            organisation = rng.choice([None, None, places.practice, places.hospital]) if party is None else None
            fate = rng.choice(["on", "on", "on", "withdrawn", "ended", "later"])
            day = {"ended": past, "later": {"starts": now.date() + timedelta(days=1)}}.get(fate, {"starts": start})
            Consent.objects.create(
                person=person, kind=kind, scope=f"|{'|'.join(parts)}|" if parts else "", organisation=organisation,
                party=near[party] if party else None, how="paper", language="nl", text_version="1",
                given_at=now - timedelta(days=20), **day,
                withdrawn_at=now - timedelta(hours=1) if fate == "withdrawn" else None,
            )  # fmt: skip
            if fate == "on":
                where = ("organisation", str(organisation.pk)) if organisation else None
                facts["consents"].append((kind, set(parts), party, where))
        for _role, user_id, _place in rng.sample(hats[:26], 2):
            lifted = rng.random() < 0.3
            Exclusion.objects.create(
                person=person, professional_id=user_id, how="own", said_at=now - timedelta(days=1),
                lifted_at=now - timedelta(hours=1) if lifted else None,
            )  # fmt: skip
            if not lifted:
                facts["excluded"].add(user_id)
        world[person.pk] = facts
    return world, hats


def _maybe_coordinates(rng, facts, person, member, user, role, now):
    if rng.random() < 0.5 and facts["coordinator"] is None:
        Coordination.objects.create(person=person, member=member, starts_at=now - timedelta(days=2))
        facts["coordinator"] = (user, role)


@pytest.mark.shows("F1")
@pytest.mark.parametrize("seed", [1, 2])
def test_ten_thousand_random_questions_have_the_answer_of_the_table_and_lists_agree(db, places, now, seed):
    rng = random.Random(seed)
    world, hats = build(rng, now, places, 12)
    asked = leaks = shut = 0
    opened = {True: 0, False: 0}
    for role, user, (kind, place) in hats:
        who = Who(user, role, kind, place)
        listed = {
            (part, write): set(
                Person.objects.filter((access.writable if write else access.readable)(who, part, now)).values_list(
                    "pk", flat=True
                )
            )
            for part in PARTS
            for write in (False, True)
        }
        for person in world:
            sheet = access.sheet_of(who, person, now)
            for part in PARTS:
                for write in (False, True):
                    right = expected(world, (role, user, (kind, place)), person, part, write)
                    said = bool((sheet.write if write else sheet.read)[part])
                    asked += 1
                    opened[right] += 1
                    leaks += said and not right
                    shut += right and not said
                    assert said == right, (role, part, write, world[person], user, (kind, place))
                    assert (person in listed[part, write]) == right, ("list", role, part, write, world[person], user)
    assert asked >= 10_000 and leaks == 0 and shut == 0
    assert opened[True] > 200 and opened[False] > 5000  # the worlds are not empty


def test_the_case_table_of_the_mission_is_the_matrix():
    """What the house reads from matrix.yaml says the same as the table of this test, cell by cell."""
    from empact.web.consent.matrix import rows

    said = {}
    for row in rows():
        letters = ""
        for part in PARTS:
            cell = row.cells[part]
            letter = {"": "R", "allowed": "a", "own": "o", "phone": "p", "mandate": "m", "notes": "n"}[cell.limit.value]
            letter = "-" if not cell.read else letter
            letters += {"R": "W", "a": "w"}.get(letter, letter) if cell.write and letter in "Ra" else letter
        said[row.id] = letters
    assert said == TABLE
