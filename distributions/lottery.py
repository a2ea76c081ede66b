"""The lot that decides between families who are equal in everything else: anybody can draw it
again with the seed and a calculator.
"""

import hashlib
import secrets

# Sixteen hex digits: short enough to copy by hand from a paper.
SEED_BYTES = 8
SHOWN = 6


def new_seed() -> str:
    """A fresh random seed, ``3f9a1c0b77d2e645``."""
    return secrets.token_hex(SEED_BYTES)


def lot_of(seed: str, family_id: int) -> str:
    """The lot of a family, the smallest first: the SHA-256 of the seed with the family's number
    right behind it, in 64 hex digits.

    ``printf %s 3f9a1c0b77d2e64542 | sha256sum`` is the lot of family 42. A seed always has sixteen
    digits, so no two families share a text.
    """
    return hashlib.sha256(f"{seed}{family_id}".encode()).hexdigest()
