"""Errors of Actors, their versions and builds, and of tasks."""

from mockapify.errors.error import ApiError


def invalid_input(message: str) -> ApiError:
    """400: the Actor's input does not fit its input schema."""
    return ApiError(400, "invalid-input", message)


def invalid_input_schema(detail: str) -> ApiError:
    """400: the Actor's input schema itself will not do."""
    return ApiError(400, "invalid-input-schema", f"Input schema is not valid: {detail}")


def task_input_refused(message: str) -> ApiError:
    """403, not 400, by the platform's own choice: the input of a task is no JSON object."""
    return ApiError(403, "invalid-input", message)


def cannot_publish_task(reason: str) -> ApiError:
    """400: a task lacks what its public page needs, or that does not fit its Actor. The message is not public."""
    return ApiError(400, "cannot-publish-actor-task", f"Cannot publish Actor task: {reason}")


def deleting_default_build() -> ApiError:
    """400: runs of the Actor take this build unless they name another. The message is not public."""
    return ApiError(400, "deleting-default-build", "The default build of an Actor can't be deleted")


def deleting_unfinished_build() -> ApiError:
    """400: only a finished build can be deleted. The message is not public."""
    return ApiError(400, "deleting-unfinished-build", "A build can't be deleted before it is finished")


def pricing_info_alters_past() -> ApiError:
    """400: a price that is or was in effect would change. The message is not public."""
    message = "Pricing infos that are in effect can't be changed, and new ones must start later than those"
    return ApiError(400, "cannot-add-pricing-info-that-alters-past", message)


def second_future_pricing_info() -> ApiError:
    """400: one change of price lies ahead already. The message is not public."""
    message = "There can be only one pricing info that starts in the future"
    return ApiError(400, "cannot-add-second-future-pricing-info", message)


def cannot_remove_pricing_info() -> ApiError:
    """400: a price that is or was in effect is missing. The message is not public."""
    return ApiError(400, "cannot-remove-pricing-info", "Pricing infos that are or were in effect can't be removed")


def unknown_build_tag(tag: str) -> ApiError:
    """403, not 404, by the platform's own choice: the Actor has no build with this tag."""
    message = f'Build with tag "{tag}" was not found. Has the Actor been built already?'
    return ApiError(403, "unknown-build-tag", message)


def build_not_found(number: str) -> ApiError:
    """403, not 404, by the platform's own choice: the Actor has no build with this number."""
    message = f'Build with number "{number}" was not found. Has the Actor been built already?'
    return ApiError(403, "build-not-found", message)


def invalid_build(number: str, status: str) -> ApiError:
    """403: the Actor has such a build, but it cannot be run. The message is not public."""
    return ApiError(403, "invalid-build", f'Build with number "{number}" can\'t be run: its status is {status}')


def version_already_exists(number: str) -> ApiError:
    """403: the Actor has a version with this number. The message is not public."""
    return ApiError(403, "version-already-exists", f'Version "{number}" already exists.')


def too_few_versions() -> ApiError:
    """403: an Actor keeps at least one version. The message is not public."""
    return ApiError(403, "too-few-versions", "The last version of an Actor can't be deleted")


def versions_size_exceeded(limit: int) -> ApiError:
    """403: the source files are larger than a version may hold. The message is not public; `limit` in bytes."""
    return ApiError(403, "versions-size-exceeded", f"Source files of a version can't have more than {limit} bytes")


def env_var_already_exists(name: str) -> ApiError:
    """403: the version has an environment variable of this name. The message is not public."""
    return ApiError(403, "env-var-already-exists", f'Environment variable "{name}" already exists.')


def cannot_rename_env_var() -> ApiError:
    """403: the name in the body is not that in the path. The message is not public."""
    return ApiError(403, "cannot-rename-env-var", "The name of an environment variable can't be changed")


def cannot_publish_actor(reason: str) -> ApiError:
    """403: an Actor lacks what its public page needs. The message is not public."""
    return ApiError(403, "cannot-publish-actor", f"Cannot publish Actor: {reason}")


def tagged_build_required(tag: str) -> ApiError:
    """403: an Actor without a build to run cannot be published. The message is not public."""
    message = f'Cannot publish Actor: it has no build "{tag}", which its runs take by default'
    return ApiError(403, "tagged-build-required", message)


def cannot_delete_paid_actor() -> ApiError:
    """403: other users pay for the Actor. The message is not public."""
    return ApiError(403, "cannot-delete-paid-actor", "A public Actor that is paid for can't be deleted")


def actor_name_not_unique() -> ApiError:
    """409: another Actor of this user has the name."""
    return ApiError(409, "actor-name-not-unique", "Record with the given name already exists.")


def task_name_not_unique() -> ApiError:
    """409: another task of this user has the name."""
    return ApiError(409, "actor-task-name-not-unique", "Record with the given name already exists.")
