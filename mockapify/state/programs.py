"""Programs: local commands that run as Actors do, each as a process of its own. This is no sandbox.

A program may do whatever the user may who runs mockapify, with files, network and other processes. When its run ends it
is killed, with all that it started in its process group.
"""

import os
import signal
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import IO, TYPE_CHECKING

from mockapify.state import environment
from mockapify.state.behaviours import Command
from mockapify.state.functions import Ending

if TYPE_CHECKING:
    from mockapify.state.runs import Run
    from mockapify.world import World

CHUNK = 64 * 1024

KILLED_EXIT_CODE = 128
"""What shells and containers add to the number of the signal that ended a program."""

DRAIN_SECONDS = 5.0
"""How long what the program wrote is read once it is gone: somebody who left its process group may hold the pipe."""

LAST_LINES = 30
"""How much of its log is shown for a program that fails."""

NOT_INHERITED = ("ACTOR_", "APIFY_", "CRAWLEE_")
"""Variables of the one who runs mockapify that would tell a program of the real platform."""


class Process:
    """A program at work for a run."""

    def __init__(self) -> None:
        self.stopped = False
        self.opened: subprocess.Popen[bytes] | None = None
        """None before it starts and after it ended: a number of a process that is gone may be another's."""

    def stop(self) -> None:
        """Kill it, and all that it started in its process group."""
        self.stopped = True
        if self.opened is not None:
            _kill(self.opened)


def start(world: "World", run: "Run", command: Command, ended: Callable[[Ending], None]) -> Process:
    """Start the program for the run; what it writes becomes lines of the run's log.

    While it is at work time passes as it really does.

    Args:
        ended: Called in a turn when the program ends, or cannot be started. Not called when the run is over by then.
    """
    process = Process()

    def work() -> None:
        ending = Ending()
        try:
            with world:
                opened = None if process.stopped else _open(world, run, command)
                process.opened = opened
        except (OSError, ValueError) as error:  # ValueError: no environment can hold a variable, or no Actor is left
            ending.failure = f"the program {command.command[0]!r} could not be started: {error}"
        else:
            if opened is not None:
                ending.exit_code = _attend(world, run, process, opened)
        with world:
            world.working -= 1
            if process.stopped or run.is_finished or world.closed:
                return
            if ending.failure is not None or ending.exit_code:
                world.actor_failures.append((run.id, ending.failure or _last_words(run, ending.exit_code)))
            ended(ending)

    world.working += 1
    threading.Thread(target=work, name=f"mockapify run {run.id}", daemon=True).start()
    return process


def _open(world: "World", run: "Run", command: Command) -> subprocess.Popen[bytes]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(NOT_INHERITED)}
    # As in the platform's images for Python: a log that is written into a pipe would come at the end only.
    variables = {"PYTHONUNBUFFERED": "1"} | inherited | environment.variables(world, run) | dict(command.env)
    return subprocess.Popen(
        command.command,
        cwd=command.cwd,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _attend(world: "World", run: "Run", process: Process, opened: subprocess.Popen[bytes]) -> int:
    """Stay with the program until it is gone; its exit code."""
    guard = _guard(opened)
    assert opened.stdout is not None
    reader = threading.Thread(
        target=_read, args=(world, run, process, opened.stdout), name=f"mockapify log of run {run.id}", daemon=True
    )
    reader.start()
    if hasattr(os, "waitid"):  # It still has its number then, so that what it leaves behind can be killed by that.
        os.waitid(os.P_PID, opened.pid, os.WEXITED | os.WNOWAIT)
    else:
        opened.wait()
    if guard is not None:
        guard.kill()
        guard.communicate()
    with world:
        _kill(opened)
        code = opened.wait()
        process.opened = None
    reader.join(DRAIN_SECONDS)
    return code if code >= 0 else KILLED_EXIT_CODE - code


def _read(world: "World", run: "Run", process: Process, pipe: IO[bytes]) -> None:
    """Write whole lines to the run's log, as they come."""
    rest = b""
    with pipe:
        while chunk := os.read(pipe.fileno(), CHUNK):
            written, newline, beyond = chunk.rpartition(b"\n")
            if newline:
                _write(world, run, process, rest + written + newline)
                rest = beyond
            else:
                rest += beyond
    if rest:
        _write(world, run, process, rest)


def _write(world: "World", run: "Run", process: Process, lines: bytes) -> None:
    with world:
        if not (process.stopped or world.closed):
            run.log.write(world.clock.now(), lines.decode(errors="replace"))


def _guard(opened: subprocess.Popen[bytes]) -> subprocess.Popen[bytes] | None:
    """Somebody who kills the program when this process is gone, however it ended: nobody else holds the other end of
    its standard input. None where there is no shell."""
    with suppress(OSError):
        return subprocess.Popen(
            ["/bin/sh", "-c", 'read -r _; kill -s KILL -- "-$0"', str(opened.pid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    return None


def _last_words(run: "Run", exit_code: int) -> str:
    lines = str(run.log).splitlines()[-LAST_LINES:]
    return "\n".join([f"the program exited with {exit_code}; its log ends", *lines])


def _kill(opened: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):  # the latter is macOS's word for a group of zombies
            os.killpg(opened.pid, signal.SIGKILL)
    else:
        opened.kill()
