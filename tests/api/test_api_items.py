import pytest
from cases import each_case

from mockapify.exports import FORMATS

pytestmark = pytest.mark.mockapify(clock="manual", seed=7)

ITEMS = [{"a": 1, "#h": 2}, {}, {"a": "é", "b": {"c": [1]}}]
PAGINATION = "X-Apify-Pagination-"


@pytest.fixture
def orders(mockapify):
    return mockapify.dataset("orders", items=ITEMS)


@pytest.fixture
def get(ask, orders):
    def items(query="", method="GET", **more):
        return ask(method, f"/v2/datasets/~orders/items?{query}", **more)

    return items


def pagination(answer):
    return tuple(answer.headers[PAGINATION + name] for name in ("Total", "Offset", "Limit", "Count", "Desc"))


@each_case(
    ("query", "headers", "items"),
    [
        ("", ("3", "0", "999999999999", "3", "false"), ITEMS),
        ("limit=0", ("3", "0", "999999999999", "3", "false"), ITEMS),
        ("limit=2", ("3", "0", "2", "2", "false"), ITEMS[:2]),
        ("limit=5000", ("3", "0", "5000", "3", "false"), ITEMS),
        ("offset=2", ("3", "2", "999999999999", "1", "false"), ITEMS[2:]),
        ("offset=5", ("3", "5", "999999999999", "0", "false"), []),
        ("desc=1&limit=1", ("3", "0", "1", "1", "true"), ITEMS[2:]),
        ("clean=1", ("3", "0", "999999999999", "3", "false"), [{"a": 1}, {"a": "é", "b": {"c": [1]}}]),
        ("fields=a&skipEmpty=true", ("3", "0", "999999999999", "3", "false"), [{"a": 1}, {"a": "é"}]),
        ("omit=b,%23h", ("3", "0", "999999999999", "3", "false"), [{"a": 1}, {}, {"a": "é"}]),
        ("fields=a&outputFields=x&offset=2", ("3", "2", "999999999999", "1", "false"), [{"x": "é"}]),
        ("flatten=b&offset=2", ("3", "2", "999999999999", "1", "false"), [{"a": "é", "b.c": [1]}]),
    ],
)
def test_items_and_their_headers(get, query, headers, items):
    answer = get(query)
    assert (answer.status, pagination(answer), answer.json) == (200, headers, items)


def test_head_has_the_same_headers_and_no_body(get):
    got, head = get("limit=2&format=csv"), get("limit=2&format=csv", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert pagination(head) == pagination(got)
    assert head.headers["Content-Type"] == got.headers["Content-Type"]


@each_case(
    ("format_", "content_type"),
    [
        ("json", "application/json; charset=utf-8"),
        ("jsonl", "application/jsonl; charset=utf-8"),
        ("csv", "text/csv; charset=utf-8"),
        ("html", "text/html; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("xml", "application/xml; charset=utf-8"),
        ("rss", "application/rss+xml; charset=utf-8"),
    ],
)
def test_each_format_has_its_content_type_and_file_name(get, format_, content_type):
    plain, attached = get(f"format={format_}"), get(f"format={format_}&attachment=1")
    assert (plain.status, plain.headers["Content-Type"]) == (200, content_type)
    assert plain.headers["Content-Disposition"] is None
    disposition = attached.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=")
    assert f".{format_}" in disposition
    if format_ != "xlsx":
        assert attached.body == plain.body


def test_all_formats_are_covered_above():
    assert set(FORMATS) == {"json", "jsonl", "csv", "html", "xlsx", "xml", "rss"}


def test_json_is_indented_as_the_platforms(get):
    assert get("limit=1").body == b'[{\n  "a": 1,\n  "#h": 2\n}]'


def test_csv_begins_with_a_mark_unless_told_not_to(get):
    assert get("format=csv&fields=a&clean=1").body == '\ufeff"a"\r\n"1"\r\n"é"\r\n'.encode()
    assert get("format=csv&fields=a&clean=1&bom=0").body == '"a"\r\n"1"\r\n"é"\r\n'.encode()
    assert get("format=csv&fields=a&clean=1&bom=0&skipHeaderRow=1&delimiter=;").body == '"1"\r\n"é"\r\n'.encode()


@each_case("query", ["format=exe", "clean=maybe", "offset=-1", "offset=x", "limit=-1", "limit=x",
                                   "desc=2", "attachment=x", "bom=x", "skipHeaderRow=x", "skipHidden=x", "skipEmpty=x",
                                   "simplified=x", "skipFailedPages=x", "format=CSV", "limit=1e999"])  # fmt: skip
def test_a_bad_value_is_refused_and_named(get, query):
    name, _, value = query.partition("=")
    answer = get(query)
    assert (answer.status, answer.error["type"]) == (400, "invalid-value")
    assert answer.error["message"].startswith(f'Invalid value provided: query parameter "{name}" must be ')
    assert answer.error["message"].endswith(f', not "{value}"')


@each_case(
    ("query", "type_"),
    [
        ("outputFields=a", "parameters-mismatched"),
        ("fields=a,b&outputFields=a", "parameters-mismatched"),
        ("view=short", "dataset-does-not-have-schema"),
    ],
)
def test_parameters_that_do_not_fit_are_refused(get, query, type_):
    answer = get(query)
    assert (answer.status, answer.error["type"]) == (400, type_)


@each_case("query", ["delimiter=%00", "delimiter=ab", "xmlRoot=%00", "xmlRow=%3C", "xmlRoot=a%20b",
                                   "feedTitle=%00", "fields=%00", "unwind=%ff", "offset=1e300", "limit=1e300",
                                   "fields=a,a", "omit=,", "unwind=b,b", "flatten=a.b.c"])  # fmt: skip
@each_case("format_", FORMATS)
def test_odd_values_are_answered_or_refused(get, query, format_):
    assert get(f"format={format_}&{query}").status in (200, 400)


def test_a_view_of_the_schema_is_applied(mockapify, ask):
    schema = {"views": {"short": {"title": "Short", "transformation": {"fields": ["a"]}}}}
    mockapify.dataset("viewed", items=ITEMS, schema=schema)
    assert ask("GET", "/v2/datasets/~viewed/items?view=short&clean=1").json == [{"a": 1}, {"a": "é"}]
    answer = ask("GET", "/v2/datasets/~viewed/items?view=long")
    assert (answer.status, answer.error) == (
        400,
        {"type": "requested-dataset-view-does-not-exist", "message": 'Requested dataset view "long" does not exist'},
    )


@each_case("depth", [50, 400, 490, 900])
def test_an_item_that_was_taken_can_be_exported_however_deep(mockapify, ask, depth):
    mockapify.dataset("deep")
    pushed = ask("POST", "/v2/datasets/~deep/items", '{"a":' + "[" * depth + "]" * depth + "}")
    assert pushed.status in (201, 400)
    statuses = {format_: ask("GET", f"/v2/datasets/~deep/items?format={format_}").status for format_ in FORMATS}
    assert statuses == dict.fromkeys(FORMATS, 200)


@each_case("number", ["9" * 30, "9" * 310, "1e308", "-1e-400", "0.1", "1E2", "-0"])
def test_a_number_of_any_size_can_be_exported(mockapify, ask, number):
    mockapify.dataset("numbers")
    pushed = ask("POST", "/v2/datasets/~numbers/items", f'{{"a":{number}}}')
    assert pushed.status in (201, 400)
    statuses = {format_: ask("GET", f"/v2/datasets/~numbers/items?format={format_}").status for format_ in FORMATS}
    assert statuses == dict.fromkeys(FORMATS, 200)
