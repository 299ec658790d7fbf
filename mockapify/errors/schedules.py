"""Errors of schedules. Of none the message is public, nor when exactly the last two come."""

from mockapify.errors.catalogue import ErrorType
from mockapify.errors.error import ApiError


def cron_expression_invalid(expression: str, reason: str) -> ApiError:
    """400: nothing is ever due by this expression, or it is none at all."""
    return ErrorType.CRON_EXPRESSION_INVALID.error(f'Cron expression "{expression}" is not valid: {reason}')


def run_input_body_not_valid_json(detail: str) -> ApiError:
    """400: an action's input for an Actor is meant to be JSON."""
    return ErrorType.RUN_INPUT_BODY_NOT_VALID_JSON.error(f"Body of the run input is not valid JSON: {detail}")


def too_many_schedules(limit: int) -> ApiError:
    """403: a user may have no more."""
    return ErrorType.TOO_MANY_SCHEDULES.error(f"You can't have more than {limit} schedules")


def too_many_actions(limit: int, type_: str) -> ApiError:
    """403: a schedule may have no more actions of a type."""
    return ErrorType.TOO_MANY_VALUES.error(f"A schedule can't have more than {limit} actions of type {type_}")


def schedule_actor_not_found(id_: str) -> ApiError:
    """404: an action names an Actor that is not there."""
    return ErrorType.SCHEDULE_ACTOR_NOT_FOUND.error(f'Actor with ID "{id_}" was not found').about(id_)


def schedule_task_not_found(id_: str) -> ApiError:
    """404: an action names a task that is not there."""
    return ErrorType.SCHEDULE_ACTOR_TASK_NOT_FOUND.error(f'Actor task with ID "{id_}" was not found').about(id_)


def schedule_name_not_unique() -> ApiError:
    """409: another schedule of this user has the name."""
    return ErrorType.SCHEDULE_NAME_NOT_UNIQUE.error()
