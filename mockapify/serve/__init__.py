"""An ASGI app behind a real socket: in a thread of a test process, or as a process of its own."""

from mockapify.serve.listener import PortTaken
from mockapify.serve.process import run_until_signal
from mockapify.serve.thread import ServerThread

__all__ = ["PortTaken", "ServerThread", "run_until_signal"]
