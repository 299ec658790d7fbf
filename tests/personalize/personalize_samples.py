"""What the tests of Personalize are made of: ARNs, schemas, a clock that tests move, ids that count."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

REGION = "us-east-1"
ROOT = f"arn:aws:personalize:{REGION}:123456789012"
ITEMS = f"{ROOT}:dataset/shop/ITEMS"
START = datetime(2026, 1, 2, 3, 4, 5, 500_000, tzinfo=UTC)


class ManualClock:
    def __init__(self):
        self.moment = START
        self.timers = []

    def now(self):
        return self.moment

    def call_later(self, seconds: float, callback: Callable[[], None]):
        self.timers.append((self.moment + timedelta(seconds=seconds), len(self.timers), callback))

    def shift(self, seconds: float):
        end = self.moment + timedelta(seconds=seconds)
        while due := sorted(timer for timer in self.timers if timer[0] <= end and timer[2]):
            moment, number, callback = due[0]
            self.timers[number] = (moment, number, None)
            self.moment = moment
            callback()
        self.moment = end


class CountingIds:
    """Ids that tell which one they are: the first eight digits are 00000001."""

    def __init__(self):
        self.count = 0

    def digits(self, n, alphabet="0123456789abcdef"):
        self.count += 1
        return str(self.count).zfill(n)[-n:]


def column(name, type_="string", **more):
    return {"name": name, "type": type_, **more}


def record(*columns, name="Items"):
    return {"type": "record", "name": name, "namespace": "com.amazonaws.personalize.schema", "fields": list(columns)}


ITEMS_SCHEMA = record(
    column("ITEM_ID"),
    column("GENRES", ["null", "string"], categorical=True),
    column("PRICE", "float"),
    column("CREATION_TIMESTAMP", ["long", "null"]),
)
