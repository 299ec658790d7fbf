"""Which operation a path means. werkzeug's routing, which stands for what everybody expects of paths, is the judge."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, Rule

from mockapify.api.router import Router
from mockapify.api.routes import OPERATIONS, PERSONALIZE
from mockapify.errors import ApiError

TABLE = [*OPERATIONS, *PERSONALIZE]
PATHS = sorted({operation.path for operation in TABLE})
ROUTER = Router(TABLE)
JUDGE = Map(
    [Rule(path.replace("{", "<").replace("}", ">"), endpoint=path, merge_slashes=False) for path in PATHS],
    strict_slashes=True,
    merge_slashes=False,
).bind("")

PARAMETER = re.compile(r"\{(\w+)\}")
LITERALS = sorted({segment for path in PATHS for segment in path.split("/") if not segment.startswith("{")})
SEGMENTS = st.sampled_from(LITERALS) | st.from_regex(r"[A-Za-z0-9~._-]{0,4}", fullmatch=True)


@st.composite
def paths(draw):
    """A path of the table with values in place of its parameters, and sometimes with another segment in it."""
    segments = [
        draw(SEGMENTS) if part.startswith("{") or draw(st.integers(0, 9)) == 0 else part
        for part in draw(st.sampled_from(PATHS)).split("/")[1:]
    ]
    return "/" + "/".join([*segments, *draw(st.lists(SEGMENTS, max_size=1))])


def meant(path):
    """The path of the table and the parameters."""
    try:
        methods = ROUTER.methods(path)
    except ApiError:
        return None
    route, parameters = ROUTER.find(methods[0], path)
    return route.operation.path, parameters


def judged(path):
    try:
        return JUDGE.match(path)
    except NotFound:
        return None


@given(paths().filter(lambda path: not path.startswith("//")))  # werkzeug makes one slash of those
def test_a_path_means_what_werkzeug_would_take_it_for(path):
    assert meant(path) == judged(path)


def test_each_path_of_the_table_is_found():
    found = {path: meant(path) for path in PATHS}
    assert found == {path: (path, {name: f"{{{name}}}" for name in PARAMETER.findall(path)}) for path in PATHS}


@pytest.mark.parametrize(
    ("sent", "actor_id"),
    [
        ("jane~scraper", "jane~scraper"),
        ("jane%7Escraper", "jane~scraper"),
        ("jane%2Fscraper", "jane/scraper"),
        ("jane%2fscraper", "jane/scraper"),
        ("jane%252Fscraper", "jane%2Fscraper"),
        ("j%C3%A4ne~scraper", "jäne~scraper"),
        ("%", "%"),
    ],
)
def test_parameters_are_decoded_once_and_a_slash_in_them_separates_nothing(sent, actor_id):
    assert meant(f"/v2/acts/{sent}/runs") == ("/v2/acts/{actorId}/runs", {"actorId": actor_id})


@pytest.mark.parametrize("path", ["", "v2/acts", "/v2/acts/", "/v2//acts", "/v2/acts//runs", "//"])
def test_slashes_that_the_table_does_not_have_lead_nowhere(path):
    assert meant(path) is None
