"""Errors of runs, and of what they may take."""

from mockapify.errors.error import ApiError

SUBSCRIPTION_PAGE = "https://console.apify.com/billing/subscription"


def run_failed(run_id: str, status: str) -> ApiError:
    """400: a synchronous call's run ended, but not SUCCEEDED."""
    return ApiError(400, "run-failed", f"Actor run did not succeed (run ID: {run_id}, status: {status})")


def cannot_remove_running_run() -> ApiError:
    """400: only a finished run can be deleted."""
    return ApiError(400, "cannot-remove-running-run", "Actor run can't be deleted while it's running")


def cannot_set_is_status_message_terminal() -> ApiError:
    """400: there is no status message that could be the last one. Neither when it is said nor the message is public."""
    message = '"isStatusMessageTerminal" can be set only together with "statusMessage"'
    return ApiError(400, "cannot-set-is-status-message-terminal", message)


def max_metamorphs_exceeded(limit: int) -> ApiError:
    """400: the run has become other Actors too often. The message is not public."""
    return ApiError(400, "max-metamorphs-exceeded", f"Actor run can't metamorph more than {limit} times")


def job_finished() -> ApiError:
    """403: what is asked for needs a run that goes on. Callers look for `already finished` in the message."""
    return ApiError(403, "job-finished", "Actor run has already finished")


def operation_not_allowed(message: str) -> ApiError:
    """403: the run is not in a status for that. When it is said is not public, nor the message."""
    return ApiError(403, "operation-not-allowed", message)


def cannot_metamorph_to_pay_per_result_actor() -> ApiError:
    """403: items of a run are paid for from its start or not at all. The message is not public."""
    message = "Actor run can't metamorph into a pay-per-result Actor"
    return ApiError(403, "cannot-metamorph-to-pay-per-result-actor", message)


def memory_limit_exceeded(limit: int, used: int, requested: int) -> ApiError:
    """402: the account's runs and builds would have too much memory together. All in megabytes."""
    return ApiError(
        402,
        "actor-memory-limit-exceeded",
        f"By launching this job you will exceed the memory limit of {limit}MB for all your Actor runs and builds "
        f"(currently used: {used}MB, requested: {requested}MB). Please consider upgrading or purchasing extra memory "
        f"as an add-on at {SUBSCRIPTION_PAGE} to increase your Actor memory limit.",
    )


def concurrent_runs_limit_exceeded(limit: int) -> ApiError:
    """402: the account has as many runs under way as it may."""
    return ApiError(
        402,
        "concurrent-runs-limit-exceeded",
        f"By launching this job you will exceed your limit of {limit} concurrent Actor runs. Please consider upgrading "
        "or purchasing an increase to concurrent Actor runs as an add-on at "
        f"{SUBSCRIPTION_PAGE} to increase your limit.",
    )


def not_enough_usage(remaining_usd: float) -> ApiError:
    """402: the account has used up what it may cost in a month."""
    return ApiError(
        402,
        "not-enough-usage-to-run-paid-actor",
        f"By launching this job you will exceed your remaining usage of ${remaining_usd:g}. "
        f"Please consider upgrading to a paid plan at {SUBSCRIPTION_PAGE}",
    )


def monthly_usage_limit_too_low(used_usd: float) -> ApiError:
    """403: a month cannot be limited to less than it took already. The message is not public."""
    message = f"Monthly usage limit can't be lower than the current monthly usage of ${used_usd:g}"
    return ApiError(403, "monthly-usage-limit-too-low", message)


def run_timeout_exceeded(seconds: int) -> ApiError:
    """408: the run behind a synchronous call goes on for too long for an HTTP request."""
    message = f"Actor run exceeded the timeout of {seconds} seconds for this API endpoint"
    return ApiError(408, "run-timeout-exceeded", message)
