"""Errors of Actors, their versions and builds, and of tasks."""

from mockapify.errors.catalogue import ErrorType
from mockapify.errors.error import ApiError


def invalid_input(message: str) -> ApiError:
    """400: the Actor's input does not fit its input schema."""
    return ErrorType.INVALID_INPUT.error(message)


def invalid_input_schema(detail: str) -> ApiError:
    """400: the Actor's input schema itself will not do."""
    return ErrorType.INVALID_INPUT_SCHEMA.error(f"Input schema is not valid: {detail}")


def task_input_refused(message: str) -> ApiError:
    """403, not 400, by the platform's own choice: the input of a task is no JSON object."""
    return ErrorType.INVALID_INPUT.error(message, status=403)


def cannot_publish_task(reason: str) -> ApiError:
    """400: a task lacks what its public page needs, or that does not fit its Actor. The message is not public."""
    return ErrorType.CANNOT_PUBLISH_ACTOR_TASK.error(f"Cannot publish Actor task: {reason}")


def deleting_default_build() -> ApiError:
    """400: runs of the Actor take this build unless they name another. The message is not public."""
    return ErrorType.DELETING_DEFAULT_BUILD.error()


def deleting_unfinished_build() -> ApiError:
    """400: only a finished build can be deleted. The message is not public."""
    return ErrorType.DELETING_UNFINISHED_BUILD.error()


def pricing_info_alters_past() -> ApiError:
    """400: a price that is or was in effect would change. The message is not public."""
    return ErrorType.CANNOT_ADD_PRICING_INFO_THAT_ALTERS_PAST.error()


def second_future_pricing_info() -> ApiError:
    """400: one change of price lies ahead already. The message is not public."""
    return ErrorType.CANNOT_ADD_SECOND_FUTURE_PRICING_INFO.error()


def cannot_remove_pricing_info() -> ApiError:
    """400: a price that is or was in effect is missing. The message is not public."""
    return ErrorType.CANNOT_REMOVE_PRICING_INFO.error()


def unknown_build_tag(tag: str) -> ApiError:
    """403, not 404, by the platform's own choice: the Actor has no build with this tag."""
    message = f'Build with tag "{tag}" was not found. Has the Actor been built already?'
    return ErrorType.UNKNOWN_BUILD_TAG.error(message)


def build_not_found(number: str) -> ApiError:
    """403, not 404, by the platform's own choice: the Actor has no build with this number."""
    message = f'Build with number "{number}" was not found. Has the Actor been built already?'
    return ErrorType.BUILD_NOT_FOUND.error(message)


def invalid_build(number: str, status: str) -> ApiError:
    """403: the Actor has such a build, but it cannot be run. The message is not public."""
    return ErrorType.INVALID_BUILD.error(f'Build with number "{number}" can\'t be run: its status is {status}')


def version_already_exists(number: str) -> ApiError:
    """403: the Actor has a version with this number. The message is not public."""
    return ErrorType.VERSION_ALREADY_EXISTS.error(f'Version "{number}" already exists.')


def too_few_versions() -> ApiError:
    """403: an Actor keeps at least one version. The message is not public."""
    return ErrorType.TOO_FEW_VERSIONS.error()


def versions_size_exceeded(limit: int) -> ApiError:
    """403: the source files are larger than a version may hold. The message is not public; `limit` in bytes."""
    return ErrorType.VERSIONS_SIZE_EXCEEDED.error(f"Source files of a version can't have more than {limit} bytes")


def env_var_already_exists(name: str) -> ApiError:
    """403: the version has an environment variable of this name. The message is not public."""
    return ErrorType.ENV_VAR_ALREADY_EXISTS.error(f'Environment variable "{name}" already exists.')


def cannot_rename_env_var() -> ApiError:
    """403: the name in the body is not that in the path. The message is not public."""
    return ErrorType.CANNOT_RENAME_ENV_VAR.error()


def cannot_publish_actor(reason: str) -> ApiError:
    """403: an Actor lacks what its public page needs. The message is not public."""
    return ErrorType.CANNOT_PUBLISH_ACTOR.error(f"Cannot publish Actor: {reason}")


def tagged_build_required(tag: str) -> ApiError:
    """403: an Actor without a build to run cannot be published. The message is not public."""
    message = f'Cannot publish Actor: it has no build "{tag}", which its runs take by default'
    return ErrorType.TAGGED_BUILD_REQUIRED.error(message)


def cannot_delete_paid_actor() -> ApiError:
    """403: other users pay for the Actor. The message is not public."""
    return ErrorType.CANNOT_DELETE_PAID_ACTOR.error()


def actor_name_not_unique() -> ApiError:
    """409: another Actor of this user has the name."""
    return ErrorType.ACTOR_NAME_NOT_UNIQUE.error()


def task_name_not_unique() -> ApiError:
    """409: another task of this user has the name."""
    return ErrorType.ACTOR_TASK_NAME_NOT_UNIQUE.error()
