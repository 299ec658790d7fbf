"""Errors of runs, and of what they may take."""

from mockapify.errors.catalogue import ErrorType
from mockapify.errors.error import ApiError

SUBSCRIPTION_PAGE = "https://console.apify.com/billing/subscription"


def run_failed(run_id: str, status: str) -> ApiError:
    """400: a synchronous call's run ended, but not SUCCEEDED."""
    return ErrorType.RUN_FAILED.error(f"Actor run did not succeed (run ID: {run_id}, status: {status})")


def cannot_remove_running_run() -> ApiError:
    """400: only a finished run can be deleted."""
    return ErrorType.CANNOT_REMOVE_RUNNING_RUN.error()


def cannot_set_is_status_message_terminal() -> ApiError:
    """400: there is no status message that could be the last one. Neither when it is said nor the message is public."""
    return ErrorType.CANNOT_SET_IS_STATUS_MESSAGE_TERMINAL.error()


def max_metamorphs_exceeded(limit: int) -> ApiError:
    """400: the run has become other Actors too often. The message is not public."""
    return ErrorType.MAX_METAMORPHS_EXCEEDED.error(f"Actor run can't metamorph more than {limit} times")


def job_finished() -> ApiError:
    """403: what is asked for needs a run that goes on. Callers look for `already finished` in the message."""
    return ErrorType.JOB_FINISHED.error()


def operation_not_allowed(message: str) -> ApiError:
    """403: the run is not in a status for that. When it is said is not public, nor the message."""
    return ErrorType.OPERATION_NOT_ALLOWED.error(message)


def cannot_metamorph_to_pay_per_result_actor() -> ApiError:
    """403: items of a run are paid for from its start or not at all. The message is not public."""
    return ErrorType.CANNOT_METAMORPH_TO_PAY_PER_RESULT_ACTOR.error()


def memory_limit_exceeded(limit: int, used: int, requested: int) -> ApiError:
    """402: the account's runs and builds would have too much memory together. All in megabytes."""
    return ErrorType.ACTOR_MEMORY_LIMIT_EXCEEDED.error(
        f"By launching this job you will exceed the memory limit of {limit}MB for all your Actor runs and builds "
        f"(currently used: {used}MB, requested: {requested}MB). Please consider upgrading or purchasing extra memory "
        f"as an add-on at {SUBSCRIPTION_PAGE} to increase your Actor memory limit.",
    )


def concurrent_runs_limit_exceeded(limit: int) -> ApiError:
    """402: the account has as many runs under way as it may."""
    return ErrorType.CONCURRENT_RUNS_LIMIT_EXCEEDED.error(
        f"By launching this job you will exceed your limit of {limit} concurrent Actor runs. Please consider upgrading "
        "or purchasing an increase to concurrent Actor runs as an add-on at "
        f"{SUBSCRIPTION_PAGE} to increase your limit.",
    )


def monthly_usage_exceeded() -> ApiError:
    """403: the account has used up what it may cost in a month."""
    return ErrorType.PLATFORM_FEATURE_DISABLED.error()


def not_enough_usage(remaining_usd: float) -> ApiError:
    """402: the same, where the Actor costs something itself."""
    return ErrorType.NOT_ENOUGH_USAGE_TO_RUN_PAID_ACTOR.error(
        f"By launching this job you will exceed your remaining usage of ${remaining_usd:g}. "
        f"Please consider upgrading to a paid plan at {SUBSCRIPTION_PAGE}",
    )


def monthly_usage_limit_too_low(used_usd: float) -> ApiError:
    """403: a month cannot be limited to less than it took already. The message is not public."""
    message = f"Monthly usage limit can't be lower than the current monthly usage of ${used_usd:g}"
    return ErrorType.MONTHLY_USAGE_LIMIT_TOO_LOW.error(message)


def run_timeout_exceeded(seconds: int) -> ApiError:
    """408: the run behind a synchronous call goes on for too long for an HTTP request."""
    message = f"Actor run exceeded the timeout of {seconds} seconds for this API endpoint"
    return ErrorType.RUN_TIMEOUT_EXCEEDED.error(message)
