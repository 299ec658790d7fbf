"""Tokens of Actor runs: each run has one, which its code calls the API with."""

from typing import TYPE_CHECKING, Any

from mockapify.state.runs import Run
from mockapify.state.storages import Storage

if TYPE_CHECKING:
    from mockapify.world import World


def token_of(world: "World", run: Run) -> str:
    """The run's token, made when it is first asked for. It opens its world until the run is deleted.

    On the platform it is short-lived. Here it outlives the end of its run: in virtual time a run may be over while the
    Actor code that somebody runs beside it has not begun.
    """
    if not run.token:
        run.token = f"apify_api_{world.ids.new(36)}"
        world.run_tokens[run.token] = run
    return run.token


def reaches(world: "World", run: Run, found: Storage | Run, *, writing: bool) -> bool:
    """Whether the token of this run with limited permissions opens what its user owns.

    It opens the run itself and the runs it started, with their storages; the storages that it and other runs of the
    Actor made; and those that its input names in fields that say so in the input schema.
    """
    if isinstance(found, Run):
        return found is run or found.started_by == run.id
    if run.id == found.act_run_id or run.act_id == found.act_id:
        return True
    maker = world.runs.get(found.act_run_id or "")
    return (maker is not None and maker.started_by == run.id) or _is_given(world, run, found, writing=writing)


def _is_given(world: "World", run: Run, storage: Storage, *, writing: bool) -> bool:
    if not isinstance(run.input, dict):
        return False
    build = world.builds.get(run.current.build_id)
    schema = build.actor_definition.get("input") if build is not None else None
    fields = schema.get("properties") if isinstance(schema, dict) else None
    names = {storage.id, storage.name, f"{storage.username}/{storage.name}", f"{storage.username}~{storage.name}"}
    return isinstance(fields, dict) and any(
        _gives(field, storage, "WRITE" if writing else "READ") and not names.isdisjoint(_listed(run.input.get(name)))
        for name, field in fields.items()
    )


def _gives(field: Any, storage: Storage, permission: str) -> bool:
    """Whether a field of the input schema asks for this permission on storages of this kind."""
    return (
        isinstance(field, dict)
        and field.get("resourceType") == storage.kind.resource_type
        and permission in (field.get("resourcePermissions") or ())
    )


def _listed(value: Any) -> list[str]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
