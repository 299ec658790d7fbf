"""The only source of randomness: ids, secrets and jitter come from one seeded generator a world."""

import random
import string

ALPHABET = string.ascii_letters + string.digits
HEX = "0123456789abcdef"


class Ids:
    """Makes ids the way the platform shapes them: 17 characters of `a-zA-Z0-9`.

    The same seed gives the same sequence, as a number or as text; without a seed each world differs.
    """

    def __init__(self, seed: int | str | None = None) -> None:
        self._random = random.Random(None if seed is None else str(seed))

    def new(self, length: int = 17) -> str:
        """A fresh id of `length` characters."""
        return "".join(self._random.choices(ALPHABET, k=length))

    def digits(self, length: int, alphabet: str = HEX) -> str:
        """`length` characters drawn from `alphabet`, hexadecimal digits by default."""
        return "".join(self._random.choices(alphabet, k=length))

    def secret(self) -> str:
        """A URL signing secret, shaped like the platform's `urlSigningSecretKey`."""
        return self.new(24)
