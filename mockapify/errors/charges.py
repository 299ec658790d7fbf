"""Errors of what runs charge for, and of how much that may be. None of the messages is public."""

from mockapify.errors.error import ApiError


def max_items_not_positive() -> ApiError:
    """400: a run of a pay-per-result Actor would have nothing to deliver."""
    return ApiError(400, "max-items-must-be-greater-than-zero", "Maximum number of items must be greater than 0")


def max_total_charge_not_positive() -> ApiError:
    """400: a run of a pay-per-event Actor could charge for nothing."""
    message = "Maximum total charge must be greater than $0"
    return ApiError(400, "max-total-charge-usd-must-be-greater-than-zero", message)


def max_total_charge_below_minimum(minimum_usd: float) -> ApiError:
    """400: the Actor asks for a higher limit."""
    message = f"Maximum total charge must be at least ${minimum_usd:g}, as the Actor demands"
    return ApiError(400, "max-total-charge-usd-below-minimum", message)


def cannot_charge_non_pay_per_event_actor() -> ApiError:
    """405: the run's Actor has no events to charge for."""
    message = "Only runs of pay-per-event Actors can charge for events"
    return ApiError(405, "cannot-charge-non-pay-per-event-actor", message)


def cannot_charge_apify_event(name: str) -> ApiError:
    """405: the platform charges for its own events itself."""
    message = f'Event "{name}" is charged by the platform and can\'t be charged by the Actor'
    return ApiError(405, "cannot-charge-apify-event", message)
