"""Publications: the public pages of tasks."""

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from mockapify import errors
from mockapify.clock import Timestamp
from mockapify.state.builds import Build
from mockapify.wire import UNSET, Resource, UnsetType, patched

if TYPE_CHECKING:
    from mockapify.state.tasks import Task


class PublicPage(Resource, kw_only=True):
    """What the public page of a task shows."""

    seo_title: Annotated[str, Meta(max_length=60)] | UnsetType | None = UNSET
    seo_description: Annotated[str, Meta(max_length=160)] | UnsetType | None = UNSET
    input_schema_fields: list[str] | UnsetType | None = UNSET
    dataset_name: str | UnsetType | None = UNSET
    dataset_view: str | UnsetType | None = UNSET


class PublicConfig(PublicPage, kw_only=True):
    """The public page, and since when it is there."""

    published_at: Timestamp | None = None


def changed(task: "Task", page: PublicPage, *, publish: bool, build: Build, now: Timestamp) -> PublicConfig:
    """The task's public page with what `page` names, published or not. `build` is what the task's runs take.

    Raises:
        ApiError: 403 `insufficient-permissions`: the Actor belongs to somebody else; 400 `cannot-publish-actor-task`.
    """
    if task.actor.user_id != task.user_id:
        raise errors.insufficient_permissions("Actor")
    config = patched(task.public_config or PublicConfig(), page) or PublicConfig()
    _check_against(build, config)
    if not publish:
        config.published_at = None
    elif config.published_at is None:
        _check_complete(task, config)
        config.published_at = now
    return config


def _check_against(build: Build, page: PublicPage) -> None:
    """Refuse a page that shows what the Actor does not have."""
    schema = build.actor_definition.get("input")
    fields = schema.get("properties", {}) if isinstance(schema, dict) else {}
    for name in page.input_schema_fields or ():
        if name not in fields:
            raise errors.cannot_publish_task(f'the input schema of its Actor has no field "{name}"')
    if page.dataset_view and page.dataset_view not in ((build.dataset_schema or {}).get("views") or {}):
        raise errors.cannot_publish_task(f'the dataset schema of its Actor has no view "{page.dataset_view}"')


def _check_complete(task: "Task", page: PublicPage) -> None:
    """Refuse to publish without what the platform asks for (as apify-mcp-server's evaluations found out)."""
    if not task.actor.is_public:
        raise errors.cannot_publish_task("its Actor is not public")
    needed = {
        "description": task.description,
        "publicConfig.seoDescription": page.seo_description,
        "publicConfig.inputSchemaFields": page.input_schema_fields,
        "publicConfig.datasetView": page.dataset_view,
    }
    for name, value in needed.items():
        if not value:
            raise errors.cannot_publish_task(f'"{name}" is missing')
