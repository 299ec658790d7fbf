"""Amazon Resource Names of Personalize: made and taken apart in this module only."""

import re

from msgspec import Struct

ACCOUNT_ID = "123456789012"
DEFAULT_REGION = "us-east-1"
DATASET_KINDS = ("INTERACTIONS", "ITEMS", "USERS", "ACTIONS", "ACTION_INTERACTIONS")

_PARTS = re.compile(r"arn:(?P<partition>[^:]+):personalize:(?P<region>[^:]*):(?P<account>[^:]*):(?P<resource>.+)")


class Arn(Struct, frozen=True):
    """``arn:aws:personalize:<region>:<account>:<type>/<path>``, for example type ``dataset``, path ``shop/ITEMS``."""

    partition: str
    region: str
    account: str
    type: str
    path: str

    def __str__(self) -> str:
        return f"arn:{self.partition}:personalize:{self.region}:{self.account}:{self.type}/{self.path}"

    @property
    def dataset_kind(self) -> str | None:
        """The kind a dataset's ARN ends with, None when it ends with none or is not a dataset's."""
        group, _, kind = self.path.rpartition("/")
        return kind if self.type == "dataset" and group and kind in DATASET_KINDS else None

    def beside(self, type_: str, path: str) -> "Arn":
        """The ARN of another resource of the same partition, region and account."""
        return Arn(self.partition, self.region, self.account, type_, path)


def parse(text: str) -> Arn | None:
    """The ARN `text` spells, None when it spells none of Personalize."""
    found = _PARTS.fullmatch(text)
    if not found:
        return None
    type_, _, path = found["resource"].partition("/")
    return Arn(found["partition"], found["region"], found["account"], type_, path)


def make(region: str, type_: str, path: str) -> str:
    return str(Arn("aws", region, ACCOUNT_ID, type_, path))
