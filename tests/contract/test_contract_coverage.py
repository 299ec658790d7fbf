"""The page that tells what is simulated and what is simplified."""

from pathlib import Path

from mockapify.api.coverage import coverage_page, read
from mockapify.api.operation import GET, NotBuilt, flatten, under
from mockapify.api.routes import OPERATIONS

PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"


def thing(call):
    """The thing itself,
    or | another.

    More about it.

    Simplified: it is always
    the same.
    """


def test_the_page_is_current():
    assert PAGE.read_text() == coverage_page(OPERATIONS) + "\n", "write it anew: mockapify coverage > docs/coverage.md"


def test_every_operation_is_on_the_page():
    page = PAGE.read_text()
    assert [o.path for o in OPERATIONS if o.path == o.canonical and f"`{o.method} {o.path}`" not in page] == []


def test_every_handler_says_what_it_does():
    assert {o.name for o in OPERATIONS if o.is_built and not read(o.handler)[0]} == set()


def test_a_row_has_the_addresses_what_is_simulated_and_what_is_not():
    page = coverage_page(flatten([under("/v2/things", [GET("", thing), GET("/{id}", thing)], also="/v2/stuff")]))
    assert (
        "| `GET /v2/things`<br>`GET /v2/things/{id}` | The thing itself, or \\| another. | It is always the same. |"
        in page
    )
    assert "2 of 2 operations are simulated." in page


def test_an_operation_that_is_not_simulated_says_so():
    page = coverage_page([GET("/v2/things", NotBuilt("things.list_all"))])
    assert "## Things\n\n| operation" in page
    assert "| `GET /v2/things` | **not simulated: 501** | |" in page
    assert "0 of 1 operations are simulated." in page


def test_a_handler_behind_a_finder_that_is_not_built_says_where():
    page = coverage_page(
        flatten([GET("/v2/things", thing), under("/v2/parts", [GET("", thing)], find=NotBuilt("parts.find"))])
    )
    assert "It is always the same. Below `/v2/parts` it answers 501. |" in page
