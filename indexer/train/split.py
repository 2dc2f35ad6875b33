"""Which half of a set's questions may be looked at while choosing and tuning; the other half is only reported.

>>> half("q0"), half("q1")
('tune', 'report')
"""

import hashlib
from typing import Literal

Half = Literal["tune", "report"]


def half(question_id: str) -> Half:
    """By the parity of the last byte of the id's SHA-256: even is for tuning."""
    return "tune" if hashlib.sha256(question_id.encode()).digest()[-1] % 2 == 0 else "report"
