"""Errors of any request."""

from collections.abc import Iterable

from mockapify.errors.catalogue import ErrorType
from mockapify.errors.error import ApiError


def invalid_request(message: str) -> ApiError:
    """400: the request as a whole makes no sense."""
    return ErrorType.INVALID_REQUEST.error(message)


def not_a_json_object() -> ApiError:
    """400: the body is JSON, but no object."""
    return invalid_request("POST data must be a JSON object")


def invalid_value(detail: str) -> ApiError:
    """400: one value is wrong; `detail` names it and says what would do."""
    return ErrorType.INVALID_VALUE.error(f"Invalid value provided: {detail}")


def name_not_unique() -> ApiError:
    """400: another storage of this user has the name."""
    return ErrorType.NAME_NOT_UNIQUE.error()


def parameters_mismatched(message: str) -> ApiError:
    """400: parameters that belong together do not fit each other."""
    return ErrorType.PARAMETERS_MISMATCHED.error(message)


def id_does_not_match() -> ApiError:
    """400: the id in the body is not that of the path. The message is not public."""
    return ErrorType.ID_DOES_NOT_MATCH.error()


def parameter_required(name: str) -> ApiError:
    """400: the call makes no sense without this query parameter. The message is not public."""
    return ErrorType.PARAMETER_REQUIRED.error(f'Query parameter "{name}" is required')


def record_not_found(what: str = "Record") -> ApiError:
    """404: `what` (Dataset, Run, Record...) does not exist. Clients turn this type into None."""
    return ErrorType.RECORD_NOT_FOUND.error(f"{what} was not found")


def record_or_token_not_found(what: str = "Record") -> ApiError:
    """404 of an Actor that is absent or not to be seen: the platform does not tell which."""
    return ErrorType.RECORD_OR_TOKEN_NOT_FOUND.error(f"{what} was not found or access denied")


def page_not_found() -> ApiError:
    """404: no operation has this URL."""
    return ErrorType.PAGE_NOT_FOUND.error()


def method_not_allowed(methods: Iterable[str]) -> ApiError:
    """405: the URL exists for other methods; `methods` in the platform's order, without OPTIONS."""
    allowed = ",".join(["OPTIONS", *methods])
    return ErrorType.METHOD_NOT_ALLOWED.error(
        f"This API end-point can only be accessed using the following HTTP methods: {allowed}",
        headers={"Allow": allowed},
    )


def request_too_large(limit: int, actual: int) -> ApiError:
    """413: the body, decompressed, is longer than the world allows. Both numbers in bytes."""
    message = f"The POST payload is too large (limit: {limit} bytes, actual length: {actual} bytes)."
    return ErrorType.REQUEST_TOO_LARGE.error(message)


def range_not_satisfiable(length: int) -> ApiError:
    """416: the bytes that are asked for lie behind the end. The platform's own type is not public."""
    return ErrorType.INVALID_HEADER.error(
        f"The requested range is not satisfiable (actual length: {length} bytes).",
        status=416,
        headers={"Content-Range": f"bytes */{length}"},
    )


def unsupported_content_encoding(encoding: str) -> ApiError:
    """415: the body is compressed in a way nobody here knows."""
    return ErrorType.UNSUPPORTED_CONTENT_ENCODING.error(f'Content-Encoding "{encoding}" is not supported.')


def unsupported_media_type(content_type: str, *, status: int = 415) -> ApiError:
    """415: the operation takes JSON, and the body says it is something else. The platform's type is not public.

    `status` 400 is for operations whose body is not in the platform's document, which lists no 415 for them.
    """
    message = f'Content-Type "{content_type}" is not supported. Use "application/json".'
    return ErrorType.INVALID_CONTENT_TYPE_HEADER.error(message, status=status)


def rate_limit_exceeded(limit: int, unit: str) -> ApiError:
    """429: more than `limit` requests a second or minute."""
    return ErrorType.RATE_LIMIT_EXCEEDED.error(f"You have exceeded the rate limit of {limit} requests per {unit}")


def internal_server_error() -> ApiError:
    """500: a bug of mockapify; the exception itself is kept in the journal."""
    return ErrorType.INTERNAL_SERVER_ERROR.error()


def not_built(operation: str) -> ApiError:
    """501: the platform has this operation, mockapify does not simulate it yet."""
    return ErrorType.NOT_IMPLEMENTED.error(f"mockapify does not simulate {operation} yet", status=501)
