"""Errors of datasets, key-value stores and request queues."""

from typing import Any

from mockapify.errors.error import ApiError


def invalid_client_key(limit: int) -> ApiError:
    """400: a request queue's client calls itself by too long a key."""
    return ApiError(400, "invalid-client-key", f"Client key must be a string between 1 and {limit} characters long")


def request_id_invalid() -> ApiError:
    """400: the id in the path is not that of the request in the body."""
    return ApiError(400, "request-id-invalid", "Request ID does not correspond to uniqueKey")


def duplicate_requests(unique_key: str) -> ApiError:
    """400: two requests of one batch are the same one."""
    message = f'The batch has more than one request with uniqueKey "{unique_key}"'
    return ApiError(400, "request-queue-duplicate-requests", message)


def request_handled_or_locked(message: str) -> ApiError:
    """400: only the client that holds a request's lock may do that. When it is said is not public, nor the message."""
    return ApiError(400, "request-handled-or-locked", message)


def invalid_record_key() -> ApiError:
    """400: the key has characters that no key may have, or is too long."""
    return ApiError(400, "invalid-record-key", "Record key contains invalid character")


def schema_validation(invalid_items: list[dict[str, Any]]) -> ApiError:
    """400: items do not fit the dataset's schema; nothing was stored."""
    return ApiError(400, "schema-validation-error", "Schema validation failed", {"invalidItems": invalid_items})


def dataset_schema_invalid(detail: str) -> ApiError:
    """400: the schema itself is no valid JSON schema."""
    return ApiError(400, "dataset-schema-invalid", f"Dataset schema is not valid: {detail}")


def store_schema_invalid(detail: str) -> ApiError:
    """400: a key-value store cannot have this schema."""
    return ApiError(400, "store-schema-invalid", f"Key-value store schema is not valid: {detail}")


def invalid_collection(name: str) -> ApiError:
    """400: the store's schema has no such collection, or the store has no schema. The message is not public."""
    return ApiError(400, "invalid-collection", f'Collection "{name}" is not defined in the key-value store schema')


def record_refused(collection: str, detail: str, problems: list[dict[str, Any]] | None = None) -> ApiError:
    """400: the record is not what its collection wants; nothing was stored.

    That such records are rejected is public; how is not. The type is that of items that do not fit their schema.
    """
    message = f'Schema validation failed: record does not fit collection "{collection}": {detail}'
    return ApiError(400, "schema-validation-error", message, {"validationErrors": problems} if problems else None)


def unknown_view(name: str) -> ApiError:
    """400: the dataset's schema has no such view."""
    return ApiError(400, "requested-dataset-view-does-not-exist", f'Requested dataset view "{name}" does not exist')


def dataset_without_schema() -> ApiError:
    """400: a view was asked of a dataset that has no schema."""
    return ApiError(400, "dataset-does-not-have-schema", "Dataset does not have schema")


def content_encoding_forbidden_for_html() -> ApiError:
    """403: an HTML record must be stored as it is."""
    message = "HTML records can't be stored with a Content-Encoding"
    return ApiError(403, "content-encoding-forbidden-for-html", message)


def service_worker_not_allowed() -> ApiError:
    """403: a browser asks for a record to make a service worker of it."""
    message = "Service worker registration is not allowed"
    return ApiError(403, "service-worker-registration-not-allowed", message)
