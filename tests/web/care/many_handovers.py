"""N processes that appoint, accept, decline and withdraw at once, round after round. Arguments: N, rounds."""

from __future__ import annotations

import json
import multiprocessing
import sys
from datetime import UTC, date, datetime, timedelta

from empact.web.site.start import start

start()

from django.db import DatabaseError, connection  # noqa: E402

from empact.web.care import actions  # noqa: E402
from empact.web.care.models import Coordination, CoordinatorOffer, Member  # noqa: E402
from empact.web.consent.actions import give  # noqa: E402
from empact.web.kernel import audit  # noqa: E402
from empact.web.kernel.models import Hat, User  # noqa: E402
from empact.web.kernel.problems import Problem  # noqa: E402
from empact.web.kernel.who import Who  # noqa: E402
from empact.web.people.models import Person  # noqa: E402
from empact.web.territory.models import Organisation  # noqa: E402

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
STARTS = date(2026, 1, 1)


def build():
    """A person with two nurses in the care team."""
    place = Organisation.objects.create(name="Nursing", search="nursing", starts=STARTS)
    user = User.objects.create_user("person@example.org", "x", name="Person")
    person = Person.objects.create(family_name="Zz", search="zz", user=user)
    me = Who(user.pk, "person")
    give(person=person, kind="participation", text_version="1", by=me, at=AT)
    whos = []
    for name in ("anna", "bea"):
        nurse = User.objects.create_user(f"{name}@example.org", "x", name=name)
        Hat.objects.create(user=nurse, role="nurse", scope_kind="organisation", scope_id=str(place.pk), starts=STARTS)
        actions.propose(person=person, user=nurse, role="nurse", by=me, at=AT)
        whos.append(Who(nurse.pk, "nurse", "organisation", str(place.pk)))
    return person.pk, me, whos


def act(number, pk, me, whos, at, begin, told):
    """One try; whoever is late is told so in a sentence, and nothing else goes wrong."""
    person = Person.objects.get(pk=pk)
    offer = CoordinatorOffer.objects.filter(person=person, state="offered").first()
    begin.wait(60)
    try:
        if offer is None:
            member = Member.objects.get(person=person, user_id=whos[number % 2].user_id)
            actions.appoint(person=person, member=member, by=whos[number % 2], at=at)
        elif number % 4 == 3:
            actions.withdraw_offer(offer=offer, by=me, at=at)
        else:
            asked = next(who for who in whos if who.user_id == offer.member.user_id)
            (actions.decline if number % 4 == 2 else actions.accept)(offer=offer, by=asked, at=at)
        told.put("done")
    except Problem as problem:
        told.put(type(problem).__name__)
    except DatabaseError as error:
        told.put(f"{type(error).__name__}: {error}")
    connection.close()


def main(writers, rounds):
    pk, me, whos = build()
    context = multiprocessing.get_context("fork")
    answers, once, gaps = {}, [], []
    for turn in range(rounds):
        at = AT + timedelta(minutes=turn + 1)
        if turn:
            now = Coordination.objects.get(person=pk, ended_at=None).member_id
            other = Member.objects.exclude(pk=now).get(person=pk, kind="professional")
            actions.offer(person=Person.objects.get(pk=pk), member=other, by=me, at=at)
        connection.close()
        getattr(connection, "close_pool", lambda: None)()
        begin, told = context.Barrier(writers), context.SimpleQueue()
        processes = [context.Process(target=act, args=(n, pk, me, whos, at, begin, told)) for n in range(writers)]
        for one in processes:
            one.start()
        for one in processes:
            one.join(120)
        said = []
        while not told.empty():
            said.append(told.get())
        once.append(said.count("done"))
        for one in set(said):
            answers[one] = answers.get(one, 0) + said.count(one)
        gaps.append(Coordination.objects.filter(person=pk, ended_at=None).count())
    lines = list(Coordination.objects.filter(person=pk).order_by("starts_at"))
    whole = all(a.ended_at == b.starts_at for a, b in zip(lines, lines[1:], strict=False))
    _read, faults = audit.verify()
    print(json.dumps({"answers": sorted(answers), "once": sorted(set(once)), "now": sorted(set(gaps)), "whole": whole,
                      "faults": len(faults), "open": CoordinatorOffer.objects.filter(state="offered").count()}))  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
