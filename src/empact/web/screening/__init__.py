"""Screener and measurements: official results as they came, estimates of our own apart, and what a rule says comes next."""
