"""How the demonstration asks everybody: a plan that goes round twice, a working group, messages, a shipped track."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from ...definitions.tracks import read_tracks
from ..governance.models import Body
from ..kernel.models import User
from ..participation import actions as do
from ..portfolio.models import Action, Frame, Item
from ..territory.models import Code, Organisation
from .demo_history import Hat

__all__ = ["tell"]

_FIRST: Final = """We beginnen met wie al eens viel.

Elke zone krijgt één oefengroep.

Wie meedoet, betaalt vijf euro per keer."""
_SECOND: Final = """We beginnen met wie al eens viel, ook als niemand dat gemeld heeft.

Elke zone krijgt één oefengroep.

Wie meedoet, betaalt niets: de zone legt bij."""
_PRACTICE, _WELFARE, _HOSPITAL, _PARTNER = "Groepspraktijk De Linde", "Sociaal Huis", "Algemeen Ziekenhuis", "Welzijnsschakel"


def tell(*, hat: Hat, places: Mapping[str, tuple[str, str]], at: datetime) -> None:
    """``hat``: who somebody of the cast is, by name; ``places``: kind and id by the name of the place."""
    today, griet = timezone.localdate(at), hat("Griet")
    partner = {n: Organisation.objects.get(pk=UUID(pk)) for n, (kind, pk) in places.items() if kind == "organisation"}

    def on(days: int, by: str = "Griet") -> dict[str, Any]:
        then = at - timedelta(days=days)
        return {"today": timezone.localdate(then), "by": hat(by), "at": then}

    led: dict[str, Any] = {"by": griet, "at": at - timedelta(days=150)}
    do.take_up_track(track=read_tracks()["track_leuven"], **on(150))
    aim = Item.objects.get(frame=Frame.objects.in_force(), kind="objective", code="SO1")
    group = do.make_group(
        name="Co-creatie: zelf de regie", kind="co_creation", purpose="Wat helpt mensen om zelf te kiezen?", items=[aim],
        starts=today - timedelta(days=150), **led,
    )  # fmt: skip
    of = {c.code: c for c in Code.objects.filter(codelist="category")}
    near = do.invite(group=group, user=User.objects.get(email="an@example.org"), category=of["patients-and-carers"], **on(148))
    do.accept(participant=near, wishes=["evening", "sitter"], **on(146, "An"))
    guest = do.invite(group=group, called="Jef, buurtbewoner", category=of["patients-and-carers"], **on(148))
    do.accept(participant=guest, wishes=["transport", "plain"], **on(140))
    vera = User.objects.get(email="vera@example.org")
    do.invite(group=group, user=vera, category=of["welfare"], organisation=partner[_PARTNER], **on(9))
    met = do.plan_session(
        group=group,
        on=today - timedelta(days=120),
        where="Buurthuis",
        access=["evening", "plain", "sitter", "transport"],
        **led,
    )
    do.hold(session=met, notes="Eén nummer om te bellen, want niemand weet wie te bellen.", present=[near, guest], **on(119))
    do.thank(participant=guest, kind="travel", cents=640, on=met.on, **on(119))
    output = do.bring(group=group, title="Eén nummer voor wie bezorgd is", items=[aim], on=met.on, **on(119))
    became = Action.objects.filter(title="Rode knop procedure")
    do.answer_output(output=output, answer="We maakten er een actie van: de rode knop.", actions=became, **on(60))
    do.tell(group=group, others=[guest], **on(12))
    do.plan_session(group=group, on=today + timedelta(days=16), where="Buurthuis", access=["evening", "sitter"], **led)
    _plan(hat, partner, group, near, on)
    for days, subject, nl, fr, de, owner in (
        (90, "Waarom samen", "Eén plan, één team, één aanspreekpunt.", "Un plan, une équipe, une personne de contact.",
         "Ein Plan, ein Team, eine Ansprechperson.", _HOSPITAL),
        (8, "Valpreventie", "Wie één keer viel, hoeft geen tweede keer te vallen.",
         "Qui est tombé une fois ne doit pas tomber à nouveau.", "Wer einmal fiel, muss nicht wieder fallen.", _PARTNER),
    ):  # fmt: skip
        one = do.write_message(subject=subject, nl=nl, fr=fr, de=de, owner=partner[owner], **on(days))
        if days > 30:
            do.approve(message=one, **on(days - 5))


def _plan(hat: Hat, partner: Mapping[str, Organisation], group: Any, near: Any, on: Any) -> None:
    """The first draft was answered; the second is open, with a comment that waits and partners that said nothing yet."""
    plan = do.make_document(title="Plan valpreventie", about="Hoe we in elke zone beginnen.", text=_FIRST, **on(80))
    first = plan.versions.get()
    asked = [partner[_PRACTICE], partner[_WELFARE]]
    whom: dict[str, Any] = {"bodies": Body.objects.filter(name="Stuurgroep"), "organisations": asked, "groups": [group]}
    day = on(80)["today"]
    round_ = do.ask(version=first, question="Klopt dit voor jullie?", closes=day + timedelta(days=21), **whom, **on(80))
    said = [
        do.comment(
            consultation=round_, paragraph=first.paragraphs.get(number=1), organisation=partner[_PRACTICE],
            text="Veel mensen zeggen niet dat ze vielen.", **on(75, "Lieve"),
        ),
        do.comment(
            consultation=round_, paragraph=first.paragraphs.get(number=3), participant=near,
            text="Vijf euro is voor velen te veel.", **on(74, "An"),
        ),
        do.comment(
            consultation=round_, paragraph=first.paragraphs.get(number=2), organisation=partner[_HOSPITAL],
            text="Twee groepen per zone.", **on(70, "Luc"),
        ),
    ]  # fmt: skip
    do.add_nothing(consultation=round_, organisation=partner[_WELFARE], **on(69, "Samira"))
    second = do.next_version(document=plan, text=_SECOND, **on(40))
    seen = {p.number: p for p in second.paragraphs.all()}
    do.answer(comment=said[0], outcome="accepted", reason="De huisarts vraagt het voortaan na.", change=seen[1], **on(40))
    do.answer(comment=said[1], outcome="accepted", reason="De zone legt bij.", change=seen[3], **on(12))
    do.answer(
        comment=said[2], outcome="refused", reason="Er zijn te weinig begeleiders: we bekijken het na een jaar.", **on(40)
    )
    again = do.ask(
        version=second, question="Kan dit zo naar de stuurgroep?", closes=on(6)["today"] + timedelta(days=21), **whom, **on(6)
    )
    do.comment(
        consultation=again, paragraph=seen[3], organisation=partner[_WELFARE],
        text="Uit welk budget legt de zone bij?", **on(3, "Samira"),
    )  # fmt: skip
