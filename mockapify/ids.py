"""The only source of randomness: ids, secrets and jitter come from one seeded generator a world."""

import random
import secrets
import string
from collections.abc import Sequence
from typing import Any, TypeVar

T = TypeVar("T")

ALPHABET = string.ascii_letters + string.digits
HEX = "0123456789abcdef"


class Ids:
    """Makes ids the way the platform shapes them: 17 characters of `a-zA-Z0-9`.

    The same seed gives the same sequence, as a number or as text; without a seed each world differs.
    """

    def __init__(self, seed: int | str | None = None) -> None:
        # Without a seed the generator would ask the system for 2500 bytes: a tenth of what a world costs.
        self._random = random.Random(secrets.randbits(128) if seed is None else str(seed))

    def new(self, length: int = 17) -> str:
        """A fresh id of `length` characters."""
        return "".join(self._random.choices(ALPHABET, k=length))

    def digits(self, length: int, alphabet: str = HEX) -> str:
        """`length` characters drawn from `alphabet`, hexadecimal digits by default."""
        return "".join(self._random.choices(alphabet, k=length))

    def chance(self, probability: float) -> bool:
        """Whether something as likely as that happens; what is certain draws nothing."""
        return probability >= 1 or self._random.random() < probability

    def around(self, middle: float, spread: float) -> float:
        """A number at most `spread` away from `middle`, all of them equally likely."""
        return middle + self._random.uniform(-spread, spread) if spread else middle

    def whole(self, lowest: int, highest: int) -> int:
        """A whole number from a range, its ends included, all of them equally likely."""
        return self._random.randint(lowest, highest)

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, all of them equally likely."""
        return self._random.choice(options)

    def position(self) -> tuple[object, ...]:
        """How far it is in its sequence."""
        return self._random.getstate()

    def go_back(self, position: tuple[Any, ...]) -> None:
        """Go on from there."""
        self._random.setstate(position)

    def secret(self) -> str:
        """A URL signing secret, shaped like the platform's `urlSigningSecretKey`."""
        return self.new(24)
