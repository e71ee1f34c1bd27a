"""Every sentence is checked against its quote before it is shown.

Signs are read of a claim and its quote (one module a sign: numbers, provisions, actors, polarity, coverage, entailment), put
together by a calibrated score, and said as a verdict with the check that decided.
"""

from assistant.verify.claim import Checked, Verify, check_claims, verifier
from assistant.verify.entailment import Entailment, LexicalEntailment
from assistant.verify.signals import Cited

__all__ = ["Checked", "Cited", "Entailment", "LexicalEntailment", "Verify", "check_claims", "verifier"]
