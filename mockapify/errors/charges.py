"""Errors of what runs charge for, and of how much that may be. None of the messages is public."""

from mockapify.errors.catalogue import ErrorType
from mockapify.errors.error import ApiError


def max_items_not_positive() -> ApiError:
    """400: a run of a pay-per-result Actor would have nothing to deliver."""
    return ErrorType.MAX_ITEMS_MUST_BE_GREATER_THAN_ZERO.error()


def max_total_charge_not_positive() -> ApiError:
    """400: a run of a pay-per-event Actor could charge for nothing."""
    return ErrorType.MAX_TOTAL_CHARGE_USD_MUST_BE_GREATER_THAN_ZERO.error()


def max_total_charge_below_minimum(minimum_usd: float) -> ApiError:
    """400: the Actor asks for a higher limit."""
    message = f"Maximum total charge must be at least ${minimum_usd:g}, as the Actor demands"
    return ErrorType.MAX_TOTAL_CHARGE_USD_BELOW_MINIMUM.error(message)


def cannot_charge_non_pay_per_event_actor() -> ApiError:
    """405: the run's Actor has no events to charge for."""
    return ErrorType.CANNOT_CHARGE_NON_PAY_PER_EVENT_ACTOR.error()


def cannot_charge_apify_event(name: str) -> ApiError:
    """405: the platform charges for its own events itself."""
    message = f'Event "{name}" is charged by the platform and can\'t be charged by the Actor'
    return ErrorType.CANNOT_CHARGE_APIFY_EVENT.error(message)
