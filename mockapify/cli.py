"""The command line."""

import argparse
import shlex
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path

from mockapify import __version__
from mockapify.api.app import create_app
from mockapify.api.coverage import coverage_page
from mockapify.api.operation import Operation
from mockapify.api.routes import OPERATIONS
from mockapify.clock import MODES
from mockapify.config import ConfigError, Source, declare
from mockapify.journal import Entry
from mockapify.serve import run_until_signal
from mockapify.state import users
from mockapify.world import World
from mockapify.worlds import Worlds

PORT = 8642
DEFAULT_USER = ("tester", "apify_api_mockapify")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 0, or 2 for a mistake in what was asked."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except BrokenPipeError:  # `mockapify routes | head` is no mistake.
        sys.stderr.close()
        return 0
    except ConfigError as error:
        print(f"mockapify: {error}", file=sys.stderr)
        return 2
    except OSError as error:  # The port is taken, the host is unknown.
        print(f"mockapify: {error.strerror}", file=sys.stderr)
        return 2
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mockapify", description="An in-memory double of the Apify API v2 and of AWS Personalize Events."
    )
    parser.add_argument("--version", action="version", version=f"mockapify {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    serve = commands.add_parser("serve", help="serve a mock until Ctrl-C", description="Serve a mock until Ctrl-C.")
    serve.add_argument(
        "config", metavar="CONFIG", nargs="?", type=Path, help="a mockapify.toml; without one a small useful world"
    )
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    serve.add_argument(
        "--port", type=_port, default=PORT, help="the port to listen on, 0 for any free one (default: %(default)s)"
    )
    serve.add_argument(
        "--user",
        metavar="NAME:TOKEN",
        type=_user,
        action="append",
        default=[],
        dest="users",
        help="a user and their token; may be given several times",
    )
    serve.add_argument("--clock", choices=MODES, help="how time passes (default: what CONFIG says, else auto)")
    serve.add_argument("--seed", help="make ids and secrets the same each time")
    serve.add_argument("--quiet", action="store_true", help="do not print each call and how it was answered")
    serve.set_defaults(run=_serve)

    routes = commands.add_parser(
        "routes", help="print the map of the API", description="Print all operations, and who answers them."
    )
    routes.set_defaults(run=_routes)

    coverage = commands.add_parser(
        "coverage",
        help="print what is simulated and what is simplified",
        description="Print, in Markdown, what is simulated of each operation, and what is simplified.",
    )
    coverage.set_defaults(run=_coverage)

    reference = commands.add_parser(
        "pytest-reference",
        help="print the tables of docs/pytest.md",
        description="Print, in Markdown, the fixtures, options and markers of the pytest plugin.",
    )
    reference.set_defaults(run=_pytest_reference)
    return parser


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; give a number from 0 to 65535")
    return int(text)


def _user(text: str) -> tuple[str, str]:
    name, _, token = text.partition(":")
    if not name or not token:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME:TOKEN, such as alice:alice-token")
    return name, token


def _serve(options: argparse.Namespace) -> int:
    world = _world(options)
    worlds = Worlds()
    worlds.open("1", world)

    def ready(url: str) -> None:
        worlds.url = world.url = url
        worlds.run_here()
        if not options.quiet:
            world.journal.on_call = _show
        print(greeting(url, world), flush=True)

    # Programs that run as Actors end with their world.
    end = partial(worlds.close, "1")
    code = run_until_signal(create_app(worlds), host=options.host, port=options.port, on_ready=ready, on_end=end)
    print("\nmockapify stopped", flush=True)
    return code


def _show(entry: Entry) -> None:
    with suppress(BrokenPipeError):  # Whoever read the calls has gone; the mock goes on.
        print(entry, flush=True)


def _world(options: argparse.Namespace) -> World:
    """The world that the command asks for.

    Raises:
        ConfigError: The file, or a `--user`, will not do.
    """
    with as_file(files("mockapify") / "presets") as presets:
        source = Source(options.config or presets / "store.toml")
        seed = options.seed if options.seed is not None else source.config.seed
        world = World(mode=options.clock or source.config.clock or "auto", seed=seed)
        declare(world, source)
    with world:
        given = options.users or ([] if source.config.users else [DEFAULT_USER])
        for name, token in given:
            try:
                users.create(world, name, token)
            except ValueError as error:
                raise ConfigError(f"--user {name}:{token}: {error}") from None
    return world


def greeting(url: str, world: World) -> str:
    """What a user needs to begin: where it is, the tokens, and a line to paste."""
    people = [user for user in world.users.values() if not user.is_implied]
    first = people[0]
    runnable = (actor for actor in world.actors if actor.is_public or actor.user_id == first.id)
    actor = next(runnable, None)
    path = "/v2/datasets?name=my-dataset"
    if actor is not None:
        path = f"/v2/acts/{actor.username}~{actor.name}/run-sync-get-dataset-items"
    header = shlex.quote(f"Authorization: Bearer {first.token}")
    return "\n".join(
        [
            f"mockapify answers at {url}",
            *(f"token of {user.username}: {user.token}" for user in people),
            "",
            "Try it:",
            f"  curl -X POST -H {header} '{url}{path}'",
            "",
            "Stop it with Ctrl-C.",
        ]
    )


def _routes(_: argparse.Namespace) -> int:
    print(routes_table(OPERATIONS))
    return 0


def _coverage(_: argparse.Namespace) -> int:
    print(coverage_page(OPERATIONS))
    return 0


def _pytest_reference(_: argparse.Namespace) -> int:
    from mockapify.pytest_reference import sections  # Who serves does not need pytest.

    print("\n\n".join(sections().values()))
    return 0


def routes_table(operations: Sequence[Operation]) -> str:
    """The map of the API, a line an operation: method, path, who answers it, and 501 where nobody does yet."""
    width = max(len(operation.path) for operation in operations)
    return "\n".join(
        f"{operation.method:6} {operation.path:{width}} {operation.name}{'' if operation.is_built else '  501'}"
        for operation in operations
    )
