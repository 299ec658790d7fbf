"""The error that the platform answers with."""

from collections.abc import Mapping
from typing import Any, Self


class ApiError(Exception):
    """An error that the platform answers with: `{"error": {"type", "message"[, "data"]}}`.

    Attributes:
        status: The HTTP status.
        type: The platform's error type, such as `record-not-found`.
        message: The sentence that goes with it.
        data: More about it, for the few types that have it.
        headers: Response headers that belong to it.
        id: The id in a body that names nothing, "" where there is none; for hints, and no part of the answer.
    """

    def __init__(
        self,
        status: int,
        type_: str,
        message: str,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {type_}: {message}")
        self.status = status
        self.type = type_
        self.message = message
        self.data = data
        self.headers = dict(headers or {})
        self.id = ""

    def about(self, id_: str) -> Self:
        """The same, of this id in a body."""
        self.id = id_
        return self

    def body(self) -> dict[str, Any]:
        """The envelope of the answer."""
        error: dict[str, Any] = {"type": self.type, "message": self.message}
        if self.data is not None:
            error["data"] = self.data
        return {"error": error}
