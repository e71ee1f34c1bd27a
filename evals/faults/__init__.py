"""Faults done to an index on purpose, at random, and what it then answers: `python -m evals.faults`."""
