"""Every platform error by name: status, type and message, to the letter.

Statuses and types follow the platform's own table; where a message is not public the pattern of its neighbours is used.
"""

from collections.abc import Iterable, Mapping
from typing import Any


class ApiError(Exception):
    """An error that the platform answers with: `{"error": {"type", "message"[, "data"]}}`.

    Attributes:
        status: The HTTP status.
        type: The platform's error type, such as `record-not-found`.
        message: The sentence that goes with it.
        data: More about it, for the few types that have it.
        headers: Response headers that belong to it.
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

    def body(self) -> dict[str, Any]:
        """The envelope of the answer."""
        error: dict[str, Any] = {"type": self.type, "message": self.message}
        if self.data is not None:
            error["data"] = self.data
        return {"error": error}


def invalid_request(message: str) -> ApiError:
    """400: the request as a whole makes no sense."""
    return ApiError(400, "invalid-request", message)


def not_a_json_object() -> ApiError:
    """400: the body is JSON, but no object."""
    return invalid_request("POST data must be a JSON object")


def invalid_value(detail: str) -> ApiError:
    """400: one value is wrong; `detail` names it and says what would do."""
    return ApiError(400, "invalid-value", f"Invalid value provided: {detail}")


def invalid_input(message: str) -> ApiError:
    """400: the Actor's input does not fit its input schema."""
    return ApiError(400, "invalid-input", message)


def name_not_unique() -> ApiError:
    """400: another storage of this user has the name."""
    return ApiError(400, "name-not-unique", "Record with the given name already exists.")


def invalid_record_key() -> ApiError:
    """400: the key has characters that no key may have, or is too long."""
    return ApiError(400, "invalid-record-key", "Record key contains invalid character")


def schema_validation(invalid_items: list[dict[str, Any]]) -> ApiError:
    """400: items do not fit the dataset's schema; nothing was stored."""
    return ApiError(400, "schema-validation-error", "Schema validation failed", {"invalidItems": invalid_items})


def dataset_schema_invalid(detail: str) -> ApiError:
    """400: the schema itself is no valid JSON schema."""
    return ApiError(400, "dataset-schema-invalid", f"Dataset schema is not valid: {detail}")


def unknown_view(name: str) -> ApiError:
    """400: the dataset's schema has no such view."""
    return ApiError(400, "requested-dataset-view-does-not-exist", f'Requested dataset view "{name}" does not exist')


def dataset_without_schema() -> ApiError:
    """400: a view was asked of a dataset that has no schema."""
    return ApiError(400, "dataset-does-not-have-schema", "Dataset does not have schema")


def parameters_mismatched(message: str) -> ApiError:
    """400: parameters that belong together do not fit each other."""
    return ApiError(400, "parameters-mismatched", message)


def run_failed(run_id: str, status: str) -> ApiError:
    """400: a synchronous call's run ended, but not SUCCEEDED."""
    return ApiError(400, "run-failed", f"Actor run did not succeed (run ID: {run_id}, status: {status})")


def cannot_remove_running_run() -> ApiError:
    """400: only a finished run can be deleted."""
    return ApiError(400, "cannot-remove-running-run", "Actor run can't be deleted while it's running")


def token_not_provided() -> ApiError:
    """401: the call needs a token and has none."""
    return ApiError(401, "token-not-provided", "Authentication token was not provided")


def user_or_token_not_found() -> ApiError:
    """401: nobody has this token."""
    return ApiError(401, "user-or-token-not-found", "User was not found or authentication token is not valid")


def payment_required() -> ApiError:
    """402: an Actor is to be run without a token; the platform then offers payment by x402."""
    return ApiError(
        402,
        "x402-payment-required",
        "Please provide X402-PAYMENT-SIGNATURE header with the payment. See https://x402.org.",
    )


def insufficient_permissions(what: str | None = None) -> ApiError:
    """403: the object exists, and this caller may not do that with it. `what` is `dataset`, `key-value store`..."""
    to = f" for the {what}" if what else ""
    return ApiError(
        403,
        "insufficient-permissions",
        f"Insufficient permissions{to}. "
        "Make sure you're passing a correct API token and that it has the required permissions.",
    )


def content_encoding_forbidden_for_html() -> ApiError:
    """403: an HTML record must be stored as it is."""
    message = "HTML records can't be stored with a Content-Encoding"
    return ApiError(403, "content-encoding-forbidden-for-html", message)


def service_worker_not_allowed() -> ApiError:
    """403: a browser asks for a record to make a service worker of it."""
    message = "Service worker registration is not allowed"
    return ApiError(403, "service-worker-registration-not-allowed", message)


def unknown_build_tag(tag: str) -> ApiError:
    """403, not 404, by the platform's own choice: the Actor has no build with this tag."""
    message = f'Build with tag "{tag}" was not found. Has the Actor been built already?'
    return ApiError(403, "unknown-build-tag", message)


def build_not_found(number: str) -> ApiError:
    """403, not 404, by the platform's own choice: the Actor has no build with this number."""
    message = f'Build with number "{number}" was not found. Has the Actor been built already?'
    return ApiError(403, "build-not-found", message)


def record_not_found(what: str = "Record") -> ApiError:
    """404: `what` (Dataset, Run, Record...) does not exist. Clients turn this type into None."""
    return ApiError(404, "record-not-found", f"{what} was not found")


def record_or_token_not_found(what: str = "Record") -> ApiError:
    """404 of an Actor that is absent or not to be seen: the platform does not tell which."""
    return ApiError(404, "record-or-token-not-found", f"{what} was not found or access denied")


def page_not_found() -> ApiError:
    """404: no operation has this URL."""
    return ApiError(
        404,
        "page-not-found",
        "We have bad news: there is no API endpoint at this URL. Did you specify it correctly?",
    )


def method_not_allowed(methods: Iterable[str]) -> ApiError:
    """405: the URL exists for other methods; `methods` in the platform's order, without OPTIONS."""
    allowed = ",".join(["OPTIONS", *methods])
    return ApiError(
        405,
        "method-not-allowed",
        f"This API end-point can only be accessed using the following HTTP methods: {allowed}",
        headers={"Allow": allowed},
    )


def run_timeout_exceeded(seconds: int) -> ApiError:
    """408: the run behind a synchronous call goes on for too long for an HTTP request."""
    message = f"Actor run exceeded the timeout of {seconds} seconds for this API endpoint"
    return ApiError(408, "run-timeout-exceeded", message)


def request_too_large(limit: int, actual: int) -> ApiError:
    """413: the body, decompressed, is longer than the world allows. Both numbers in bytes."""
    message = f"The POST payload is too large (limit: {limit} bytes, actual length: {actual} bytes)."
    return ApiError(413, "request-too-large", message)


def unsupported_content_encoding(encoding: str) -> ApiError:
    """415: the body is compressed in a way nobody here knows."""
    return ApiError(415, "unsupported-content-encoding", f'Content-Encoding "{encoding}" is not supported.')


def unsupported_media_type(content_type: str) -> ApiError:
    """415: the operation takes JSON, and the body says it is something else. The platform's type is not public."""
    return ApiError(
        415,
        "invalid-content-type-header",
        f'Content-Type "{content_type}" is not supported. Use "application/json".',
    )


def internal_server_error() -> ApiError:
    """500: a bug of mockapify; the exception itself is kept in the journal."""
    return ApiError(500, "internal-server-error", "Internal server error")


def not_built(operation: str) -> ApiError:
    """501: the platform has this operation, mockapify does not simulate it yet."""
    return ApiError(501, "not-implemented", f"mockapify does not simulate {operation} yet")
