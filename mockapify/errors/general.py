"""Errors of any request."""

from collections.abc import Iterable

from mockapify.errors.error import ApiError


def invalid_request(message: str) -> ApiError:
    """400: the request as a whole makes no sense."""
    return ApiError(400, "invalid-request", message)


def not_a_json_object() -> ApiError:
    """400: the body is JSON, but no object."""
    return invalid_request("POST data must be a JSON object")


def invalid_value(detail: str) -> ApiError:
    """400: one value is wrong; `detail` names it and says what would do."""
    return ApiError(400, "invalid-value", f"Invalid value provided: {detail}")


def name_not_unique() -> ApiError:
    """400: another storage of this user has the name."""
    return ApiError(400, "name-not-unique", "Record with the given name already exists.")


def parameters_mismatched(message: str) -> ApiError:
    """400: parameters that belong together do not fit each other."""
    return ApiError(400, "parameters-mismatched", message)


def id_does_not_match() -> ApiError:
    """400: the id in the body is not that of the path. The message is not public."""
    return ApiError(400, "id-does-not-match", "The id in the payload does not match the id in the URL")


def parameter_required(name: str) -> ApiError:
    """400: the call makes no sense without this query parameter. The message is not public."""
    return ApiError(400, "parameter-required", f'Query parameter "{name}" is required')


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


def request_too_large(limit: int, actual: int) -> ApiError:
    """413: the body, decompressed, is longer than the world allows. Both numbers in bytes."""
    message = f"The POST payload is too large (limit: {limit} bytes, actual length: {actual} bytes)."
    return ApiError(413, "request-too-large", message)


def range_not_satisfiable(length: int) -> ApiError:
    """416: the bytes that are asked for lie behind the end. The platform's own type is not public."""
    return ApiError(
        416,
        "invalid-header",
        f"The requested range is not satisfiable (actual length: {length} bytes).",
        headers={"Content-Range": f"bytes */{length}"},
    )


def unsupported_content_encoding(encoding: str) -> ApiError:
    """415: the body is compressed in a way nobody here knows."""
    return ApiError(415, "unsupported-content-encoding", f'Content-Encoding "{encoding}" is not supported.')


def unsupported_media_type(content_type: str, *, status: int = 415) -> ApiError:
    """415: the operation takes JSON, and the body says it is something else. The platform's type is not public.

    `status` 400 is for operations whose body is not in the platform's document, which lists no 415 for them.
    """
    return ApiError(
        status,
        "invalid-content-type-header",
        f'Content-Type "{content_type}" is not supported. Use "application/json".',
    )


def rate_limit_exceeded(limit: int, unit: str) -> ApiError:
    """429: more than `limit` requests a second or minute."""
    return ApiError(429, "rate-limit-exceeded", f"You have exceeded the rate limit of {limit} requests per {unit}")


def internal_server_error() -> ApiError:
    """500: a bug of mockapify; the exception itself is kept in the journal."""
    return ApiError(500, "internal-server-error", "Internal server error")


def not_built(operation: str) -> ApiError:
    """501: the platform has this operation, mockapify does not simulate it yet."""
    return ApiError(501, "not-implemented", f"mockapify does not simulate {operation} yet")
