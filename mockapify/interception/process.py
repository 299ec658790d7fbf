"""The process: what interceptions, entered one on top of another, do to it."""

import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from mockapify.interception import (
    aiohttp_connector,
    default_token,
    environment,
    http_client,
    httpcore_pools,
    impit_methods,
    patience,
    sockets,
)
from mockapify.interception.arrivals import Arrivals
from mockapify.interception.patience import Virtual
from mockapify.interception.route import Address
from mockapify.interception.seam import Patches

if TYPE_CHECKING:
    from mockapify.interception.interception import Interception

LIBRARIES = (http_client, httpcore_pools, aiohttp_connector, impit_methods, sockets)


class Process:
    """The stack of entered interceptions, and the patches that it asks for."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._entered: list[Interception] = []
        self._front: Interception | None = None
        """The innermost that intercepts calls."""
        self._calls = Patches([seam for library in LIBRARIES for seam in library.seams(self._route)])
        self._token = Patches(default_token.seams(self._default_token))
        self._sleeps = Patches(patience.seams(self._virtual_time))
        groups = (self._calls, self._token, self._sleeps)
        self._arrivals = Arrivals(set().union(*(patches.modules for patches in groups)), self._arrived)

    def enter(self, interception: "Interception") -> None:
        """Put it on top.

        Raises:
            RuntimeError: It is entered already.
        """
        with self._lock:
            if interception in self._entered:
                raise RuntimeError("this interception is entered already; make another one")
            outer: set[str | None] = {other.token for other in self._entered}
            self._entered.append(interception)
            try:
                if interception.calls:
                    self._set_environment(interception, outer)
                self._settle()
            except BaseException:  # such as a warning of a seam, where warnings are errors
                self.leave(interception)
                raise

    def leave(self, interception: "Interception") -> None:
        """Take it out, wherever it is."""
        with self._lock:
            position = self._entered.index(interception)
            self._entered.remove(interception)
            above = next((other for other in self._entered[position:] if other.calls), None)
            if above is not None:  # What is above restores, when its time comes, what this one had found.
                above.environment |= interception.environment
            else:
                restore(interception.environment)
            interception.target.stand_down()
            self._settle()

    def _set_environment(self, interception: "Interception", outer: set[str | None]) -> None:
        # What read it before, at import time, goes on using it.
        for own in {os.environ.get(name) for name in environment.TOKENS} - outer:
            if own:
                interception.target.accept(own)
        found = environment.variables(os.environ, url=interception.url, token=interception.token)
        interception.environment = {name: os.environ.get(name) for name in found}
        os.environ.update(found)

    def _settle(self) -> None:
        """Make the process what the stack says."""
        callers = [interception for interception in self._entered if interception.calls]
        for interception in callers:
            interception.target.stand_in()
        self._front = callers[-1] if callers else None
        self._token.take_back()
        if self._front is not None:
            self._calls.put()
            self._token.put()
        else:
            self._calls.take_back()
        if self._entered and self._entered[-1].fast_retries:
            self._sleeps.put()
        else:
            self._sleeps.take_back()
        if self._entered:
            self._arrivals.begin()
        else:
            self._arrivals.end()

    def _arrived(self, module: str) -> None:
        with self._lock:
            for patches in (self._calls, self._token, self._sleeps):
                patches.arrived(module)

    def _route(self, host: str, call: str, *, answerable: bool = True) -> Address | None:
        front = self._front
        return front.route(host, call, answerable=answerable) if front is not None else None

    def _default_token(self) -> str | None:
        return self._front.token if self._front is not None else None

    def _virtual_time(self) -> Virtual | None:
        top = self._entered[-1:]
        return top[0].virtual if top and top[0].fast_retries and not top[0].virtual.is_real else None


def restore(variables: dict[str, str | None]) -> None:
    """Set what was set, and remove what was not."""
    for name, value in variables.items():
        if value is not None:
            os.environ[name] = value
        else:
            with suppress(KeyError):  # `pop` would look twice.
                del os.environ[name]


# Whoever patches a process patches all of it: this is the one thing that its mocks share.
PROCESS = Process()
