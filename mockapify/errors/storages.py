"""Errors of datasets, key-value stores and request queues."""

from typing import Any

from mockapify.errors.catalogue import ErrorType
from mockapify.errors.error import ApiError


def invalid_client_key(limit: int) -> ApiError:
    """400: a request queue's client calls itself by too long a key."""
    return ErrorType.INVALID_CLIENT_KEY.error(f"Client key must be a string between 1 and {limit} characters long")


def request_id_invalid() -> ApiError:
    """400: the id in the path is not that of the request in the body."""
    return ErrorType.REQUEST_ID_INVALID.error()


def duplicate_requests(unique_key: str) -> ApiError:
    """400: two requests of one batch are the same one."""
    message = f'The batch has more than one request with uniqueKey "{unique_key}"'
    return ErrorType.REQUEST_QUEUE_DUPLICATE_REQUESTS.error(message)


def request_handled_or_locked(message: str) -> ApiError:
    """400: only the client that holds a request's lock may do that. When it is said is not public, nor the message."""
    return ErrorType.REQUEST_HANDLED_OR_LOCKED.error(message)


def invalid_record_key() -> ApiError:
    """400: the key has characters that no key may have, or is too long."""
    return ErrorType.INVALID_RECORD_KEY.error()


def schema_validation(invalid_items: list[dict[str, Any]]) -> ApiError:
    """400: items do not fit the dataset's schema; nothing was stored."""
    return ErrorType.SCHEMA_VALIDATION_ERROR.error(data={"invalidItems": invalid_items})


def dataset_schema_invalid(detail: str) -> ApiError:
    """400: the schema itself is no valid JSON schema."""
    return ErrorType.DATASET_SCHEMA_INVALID.error(f"Dataset schema is not valid: {detail}")


def store_schema_invalid(detail: str) -> ApiError:
    """400: a key-value store cannot have this schema."""
    return ErrorType.STORE_SCHEMA_INVALID.error(f"Key-value store schema is not valid: {detail}")


def invalid_collection(name: str) -> ApiError:
    """400: the store's schema has no such collection, or the store has no schema. The message is not public."""
    return ErrorType.INVALID_COLLECTION.error(f'Collection "{name}" is not defined in the key-value store schema')


def record_refused(collection: str, detail: str, problems: list[dict[str, Any]] | None = None) -> ApiError:
    """400: the record is not what its collection wants; nothing was stored.

    That such records are rejected is public; how is not. The type is that of items that do not fit their schema.
    """
    message = f'Schema validation failed: record does not fit collection "{collection}": {detail}'
    return ErrorType.SCHEMA_VALIDATION_ERROR.error(message, data={"validationErrors": problems} if problems else None)


def unknown_view(name: str) -> ApiError:
    """400: the dataset's schema has no such view."""
    return ErrorType.REQUESTED_DATASET_VIEW_DOES_NOT_EXIST.error(f'Requested dataset view "{name}" does not exist')


def dataset_without_schema() -> ApiError:
    """400: a view was asked of a dataset that has no schema."""
    return ErrorType.DATASET_DOES_NOT_HAVE_SCHEMA.error()


def content_encoding_forbidden_for_html() -> ApiError:
    """403: an HTML record must be stored as it is."""
    return ErrorType.CONTENT_ENCODING_FORBIDDEN_FOR_HTML.error()


def service_worker_not_allowed() -> ApiError:
    """403: a browser asks for a record to make a service worker of it."""
    return ErrorType.SERVICE_WORKER_REGISTRATION_NOT_ALLOWED.error()
