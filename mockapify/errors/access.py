"""Who may ask at all, and who may see or change what."""

from mockapify.errors.error import ApiError


def invalid_signature() -> ApiError:
    """400: an encoded object was not signed here, or was changed since. The message is not public."""
    return ApiError(400, "invalid-signature", "Invalid signature")


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
