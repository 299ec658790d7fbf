"""Metamorphs: a run goes on as a run of another Actor, with an input for that."""

from typing import TYPE_CHECKING

from msgspec import structs

from mockapify import errors
from mockapify.state import builds, inputs, pricing, run_life, runs
from mockapify.state.actors import Actor
from mockapify.state.key_value_stores import Record
from mockapify.state.pricing import PricePerDatasetItem
from mockapify.state.runs import Metamorph, Run

if TYPE_CHECKING:
    from mockapify.world import World

MAX_METAMORPHS = 10


def metamorph(
    world: "World", run: Run, target: Actor, *, build: str | None = None, input_record: Record | None = None
) -> None:
    """Let a RUNNING run do what the target's behaviour says next for the input, in the target's build of that tag or
    number, with the target's permissions.

    The run keeps its id, its storages and options, its price and its first input. The new one is checked and completed
    like that of a start, and stored as the record INPUT-METAMORPH-n.

    Raises:
        ApiError: 403 `job-finished` or `operation-not-allowed`: it is not RUNNING; 400 `max-metamorphs-exceeded`; 403:
            the target is paid by result, has no such build, or more permissions than the run; 400 `invalid-input`.
    """
    execution = run_life.running(run)
    if run.stats.metamorph >= MAX_METAMORPHS:
        raise errors.max_metamorphs_exceeded(MAX_METAMORPHS)
    now = world.clock.now()
    if isinstance(pricing.current(target.pricing_infos, now), PricePerDatasetItem):
        raise errors.cannot_metamorph_to_pay_per_result_actor()
    if run.is_limited and target.actor_permission_level == "FULL_PERMISSIONS":
        raise errors.insufficient_permissions("Actor")
    found = builds.find(world, target, build or target.default_run_options.build)
    record = inputs.completed(found, input_record)
    run.stats.metamorph += 1
    key = f"{inputs.KEY}-METAMORPH-{run.stats.metamorph}"
    if record is not None:
        runs.store_of(world, run).put(structs.replace(record, key=key))
    run.input = record.as_python() if record is not None else None
    run.permission_level = target.actor_permission_level
    latest = Metamorph(created_at=now, actor_id=target.id, build_id=found.id, input_key=key)
    run.metamorphs = [*(run.metamorphs or ()), latest]
    target.stats.total_metamorphs += 1
    execution.reboot(f"Actor run is metamorphing into {target.full_name}, build {found.build_number}.", target)
