"""What the books of a fund say: what came in, what is free, promised and paid; and how an application was weighed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from django.db.models import BigIntegerField, Case, F, Sum, When
from django.utils.translation import gettext as _

from ..kernel.problems import NotNow
from .models import Application, Assessment, Fund, FundAccount, FundEntry, Score

__all__ = ["Balance", "account_of", "balance_of", "held", "paid_parts", "points_of", "stands_of"]

_S, _K = FundAccount.Side, FundEntry.Kind


@dataclass(frozen=True, slots=True)
class Balance:
    """Cents. What was put in and what came back is what is free, promised and paid out: :attr:`adds_up`."""

    put_in: int
    came_back: int
    free: int
    promised: int
    paid: int

    @property
    def adds_up(self) -> bool:
        return self.put_in + self.came_back == self.free + self.promised + self.paid


def account_of(fund: Fund, side: str, application: Application | None = None) -> FundAccount:
    """The one there is. Raises :class:`NotNow` where nothing was granted yet."""
    found = FundAccount.objects.filter(fund=fund, side=side, application=application).first()
    if found is None:
        raise NotNow(_("Nothing was granted to this application."))
    return found


def held(account: FundAccount) -> int:
    """What one account holds."""
    into = account.takes.aggregate(n=Sum("cents"))["n"] or 0
    return int(into) - int(account.gives.aggregate(n=Sum("cents"))["n"] or 0)


def balance_of(fund: Fund) -> Balance:
    """Of every entry there is."""
    sides: dict[str, int] = defaultdict(int)
    came: dict[str, int] = defaultdict(int)
    for end, sign in (("target", 1), ("origin", -1)):
        rows = FundEntry.objects.filter(**{f"{end}__fund": fund}).values(f"{end}__side", "kind").annotate(n=Sum("cents"))
        for row in rows.order_by():
            sides[row[f"{end}__side"]] += sign * row["n"]
            if row[f"{end}__side"] == _S.OUTSIDE:
                came[row["kind"]] -= sign * row["n"]
    return Balance(came[_K.PUT_IN], came[_K.RETURN], sides[_S.FREE], sides[_S.PROMISED], sides[_S.PAID])


def stands_of(applications: Iterable[Application]) -> dict[UUID, dict[str, int]]:
    """What is promised to each of them and what was paid, and what came back: two questions."""
    ids = [one.pk for one in applications]
    found: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for end, sign in (("target", 1), ("origin", -1)):
        rows = FundEntry.objects.filter(**{f"{end}__application__in": ids}).values(f"{end}__application", f"{end}__side")
        for row in rows.annotate(n=Sum("cents")).order_by():
            found[row[f"{end}__application"]][row[f"{end}__side"]] += sign * row["n"]
    signed = Case(When(reverses=None, then=F("cents")), default=-F("cents"), output_field=BigIntegerField())
    back = FundEntry.objects.filter(returned__application__in=ids).values("returned__application")
    for row in back.annotate(n=Sum(signed)).order_by():
        found[row["returned__application"]]["back"] += row["n"]
    return found


def paid_parts(application: Application) -> set[UUID]:
    """Ids of instalments that were paid, and not taken back."""
    rows = FundEntry.objects.filter(instalment__application=application, kind=_K.PAY, reverses=None, reversed_by=None)
    return set(rows.values_list("instalment_id", flat=True))


def points_of(assessment: Assessment) -> Fraction | None:
    """Points of a hundred, by the weights of the criteria; ``None`` where there are none."""
    scores = list(Score.objects.filter(assessment=assessment).select_related("weight"))
    whole = sum(one.weight.weight for one in scores)
    return Fraction(100 * sum(one.points * one.weight.weight for one in scores), 4 * whole) if whole else None
