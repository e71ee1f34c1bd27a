"""Public benchmarks, read from a folder given by the user: nothing of them lives in the repository."""
