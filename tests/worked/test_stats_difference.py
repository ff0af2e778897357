"""The interval of a difference against the published examples of Newcombe, quoted as facts.

Source: Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10 (Wilson limits, no continuity correction).
"""

import numpy as np
import pytest

from empact.stats.intervals import Limits, difference, wilson
from empact.terms.errors import UserError

# events and people of both groups, and the limits as printed
PUBLISHED = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0),
    (10, 10, 0, 10, 0.6075, 1.0),
]


@pytest.mark.parametrize(("x", "n", "earlier", "of", "lower", "upper"), PUBLISHED)
def test_the_difference_of_two_proportions_has_the_published_limits(x, n, earlier, of, lower, upper) -> None:
    found = difference(x / n, wilson(x, n), earlier / of, wilson(earlier, of))
    np.testing.assert_allclose([found.lower, found.upper], [lower, upper], atol=5.1e-5)


def test_two_means_with_symmetric_limits_give_the_textbook_interval() -> None:
    """Standard errors 3 and 4 give 5: a difference of 10 lies between 0.2 and 19.8 at z = 1.96."""
    z = 1.96
    one, two = (
        Limits(np.array(110 - 3 * z), np.array(110 + 3 * z), 0.95),
        Limits(np.array(100 - 4 * z), np.array(100 + 4 * z), 0.95),
    )
    found = difference(110, one, 100, two)
    np.testing.assert_allclose([found.lower, found.upper], [10 - 5 * z, 10 + 5 * z])


def test_intervals_of_different_confidence_are_refused() -> None:
    with pytest.raises(UserError, match="not the same confidence"):
        difference(0.5, wilson(5, 10), 0.5, wilson(5, 10, 0.9))
