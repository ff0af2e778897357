"""The tests: spec (the manual), generative (engines against the oracle), unit, integration, worked, house."""
