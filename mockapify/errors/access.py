"""Who may ask at all, and who may see or change what."""

from mockapify.errors.catalogue import ErrorType
from mockapify.errors.error import ApiError


def invalid_signature() -> ApiError:
    """400: an encoded object was not signed here, or was changed since. The message is not public."""
    return ErrorType.INVALID_SIGNATURE.error()


def token_not_provided() -> ApiError:
    """401: the call needs a token and has none."""
    return ErrorType.TOKEN_NOT_PROVIDED.error()


def user_or_token_not_found() -> ApiError:
    """401: nobody has this token."""
    return ErrorType.USER_OR_TOKEN_NOT_FOUND.error()


def payment_required() -> ApiError:
    """402: an Actor is to be run without a token; the platform then offers payment by x402."""
    return ErrorType.X402_PAYMENT_REQUIRED.error()


def insufficient_permissions(what: str | None = None) -> ApiError:
    """403: the object exists, and this caller may not do that with it. `what` is `dataset`, `key-value store`..."""
    to = f" for the {what}" if what else ""
    return ErrorType.INSUFFICIENT_PERMISSIONS.error(
        f"Insufficient permissions{to}. "
        "Make sure you're passing a correct API token and that it has the required permissions.",
    )
