"""apify-client and apify-cli from npm, against mockapify. A group of its own, which only runs when it is asked for:

    MOCKAPIFY_NPM=1 python -m pytest tests/npm

It needs `node` and `npm`. The packages are installed from the registry into pytest's cache, once;
`MOCKAPIFY_NODE_MODULES=<folder>` takes those of a folder instead. Otherwise the tests are skipped and say why.
"""

import shutil
from functools import partial

import npm_packages
import pytest
from npm_programs import Cli, JavaScript

SEED, TOKEN = "npm", "apify_api_npm"


@pytest.fixture(scope="session")
def node_modules(request):
    """The folder with the packages."""
    return npm_packages.find(request.config)


@pytest.fixture(scope="session")
def javascript_process(node_modules):
    """The process that evaluates JavaScript: the start of one takes longer than all calls of a table."""
    process = JavaScript(node_modules)
    yield process
    process.close()


@pytest.fixture
def javascript(javascript_process, mockapify):
    """Evaluates JavaScript with a client of this test's own user: `javascript("client.dataset(id).get()", names={"id":
    ...})`. Gives the value as JSON has it; see javascript.mjs."""
    return partial(javascript_process.evaluate, url=mockapify.url, token=mockapify.token, names={}, options={})


@pytest.fixture(scope="session")
def login(node_modules, mockapify_server, tmp_path_factory):
    """A home folder in which the command line is logged in, and what it said: each of its starts takes seconds."""
    home = tmp_path_factory.mktemp("npm") / "home"
    home.mkdir()
    with mockapify_server.open(seed=SEED, token=TOKEN) as mock:
        said = Cli(node_modules, url=mock.url, home=home).run("login", "--token", mock.token)
    return home, said


@pytest.fixture
def apify(login, node_modules, mockapify, tmp_path):
    """The command line, logged in as this test's own user: `apify("actors", "ls")` gives what it prints.

    It has a home folder of its own, as two at a time in one would race for its files. The test's mock has to be made
    with SEED and TOKEN, so that it is the same user as the one who logged in.
    """
    home = tmp_path / "home"
    shutil.copytree(login[0], home)
    return Cli(node_modules, url=mockapify.url, home=home)
