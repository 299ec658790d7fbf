"""Actor tasks. Their runs are in `runs`.

Simplified: Standby settings are kept and shown, Standby itself is not simulated.
"""

from typing import Any

from mockapify import errors, wire
from mockapify.api import find
from mockapify.api.call import NO_CONTENT, Call, Data, JSONObject, Reply, created
from mockapify.api.query import Page
from mockapify.state import tasks
from mockapify.state.tasks import Task, TaskSettings
from mockapify.world import World


class CreateTask(TaskSettings, kw_only=True):
    """What a new task may be given; the Actor by id or as `username/name`."""

    act_id: str


def list_all(call: Call, *, query: Page) -> Data:
    """The caller's tasks."""
    owned = [task for task in call.world.tasks if task.user_id == call.caller.id]
    page = query.of(owned)
    return Data({**page, "items": [_short(call.world, task) for task in page["items"]]})


def create(call: Call, *, body: CreateTask) -> Data:
    """A new task of the caller."""
    actor = find.visible_actor(body.act_id, call)
    if actor is None:
        raise errors.record_not_found("Actor")
    task = tasks.create(call.world, call.caller, actor, body)
    return created(call, task, f"actor-tasks/{task.id}")


def get(call: Call, task: Task) -> Data:
    """The task itself."""
    return Data(task)


def update(call: Call, task: Task, *, body: TaskSettings) -> Data:
    """Change what the body names.

    Simplified: a public task has no page that anybody could look at.
    """
    tasks.update(call.world, task, body)
    return Data(task)


def delete(call: Call, task: Task) -> Reply:
    """Forget the task; its runs stay."""
    tasks.delete(call.world, task)
    return NO_CONTENT


def get_input(call: Call, task: Task) -> Reply:
    """The task's own input, bare."""
    return Reply(wire.encode(task.input or {}))


def update_input(call: Call, task: Task, *, body: JSONObject) -> Reply:
    """Set some keys of the input.

    Simplified: two updates at once follow one another; none is refused with 429.
    """
    tasks.update_input(call.world, task, body)
    return get_input(call, task)


def _short(world: World, task: Task) -> dict[str, Any]:
    actor = world.actors.get(task.act_id)
    return {
        "id": task.id,
        "userId": task.user_id,
        "actId": task.act_id,
        "name": task.name,
        "title": task.title,
        "username": task.username,
        "actName": actor.name if actor is not None else None,
        "actUsername": actor.username if actor is not None else None,
        "createdAt": task.created_at,
        "modifiedAt": task.modified_at,
        "isPublic": task.is_public,
        "stats": task.stats,
    }
