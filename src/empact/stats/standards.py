"""Standard populations carried with the code. Any other is an array of weights, one per stratum."""

from __future__ import annotations

import numpy as np

from .arguments import Array

__all__ = ["ESP_2013", "ESP_2013_BANDS"]

ESP_2013_BANDS = (*(f"{age}-{age + 4}" for age in range(0, 90, 5)), "90+")
"""The 19 age bands of :data:`ESP_2013`, in order."""

ESP_2013: Array = np.array(
    [5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000],
    dtype=np.float64,
)
"""European Standard Population 2013, both sexes, 100,000 people. Source: Eurostat, Revision of the European Standard
Population, 2013; for 19 bands the first year of life is counted with ages 1 to 4."""
ESP_2013.setflags(write=False)
