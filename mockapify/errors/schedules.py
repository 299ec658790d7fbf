"""Errors of schedules. Of none the message is public, nor when exactly the last two come."""

from mockapify.errors.error import ApiError


def cron_expression_invalid(expression: str, reason: str) -> ApiError:
    """400: nothing is ever due by this expression, or it is none at all."""
    return ApiError(400, "cron-expression-invalid", f'Cron expression "{expression}" is not valid: {reason}')


def run_input_body_not_valid_json(detail: str) -> ApiError:
    """400: an action's input for an Actor is meant to be JSON."""
    return ApiError(400, "run-input-body-not-valid-json", f"Body of the run input is not valid JSON: {detail}")


def too_many_schedules(limit: int) -> ApiError:
    """403: a user may have no more."""
    return ApiError(403, "too-many-schedules", f"You can't have more than {limit} schedules")


def too_many_actions(limit: int, type_: str) -> ApiError:
    """403: a schedule may have no more actions of a type."""
    return ApiError(403, "too-many-values", f"A schedule can't have more than {limit} actions of type {type_}")


def schedule_actor_not_found(id_: str) -> ApiError:
    """404: an action names an Actor that is not there."""
    return ApiError(404, "schedule-actor-not-found", f'Actor with ID "{id_}" was not found')


def schedule_task_not_found(id_: str) -> ApiError:
    """404: an action names a task that is not there."""
    return ApiError(404, "schedule-actor-task-not-found", f'Actor task with ID "{id_}" was not found')


def schedule_name_not_unique() -> ApiError:
    """409: another schedule of this user has the name."""
    return ApiError(409, "schedule-name-not-unique", "Record with the given name already exists.")
