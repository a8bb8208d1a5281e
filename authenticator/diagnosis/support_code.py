"""A short code for the telephone: what was found, and which support file belongs to it."""

import hashlib
from collections.abc import Sequence
from typing import Final

from authenticator.diagnosis.results import Result, root_cause

# Crockford's base 32: no letters that are mistaken for digits.
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_NOBODY: Final = 100


def support_code(results: Sequence[Result]) -> str:
    """Like N135-7KQ2: number of the root cause (100: none), and four signs of all results."""
    named = root_cause(tuple(results))
    text = "\n".join(
        f"{each.check.value} {each.finding.number} {sorted(each.facts.items())}" for each in results
    )
    digest = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
    signs = "".join(_LETTERS[digest >> shift & 31] for shift in (15, 10, 5, 0))
    return f"N{named.finding.number if named else _NOBODY}-{signs}"
