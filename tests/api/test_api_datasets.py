import json
import re
from datetime import UTC, datetime

import pytest
from cases import each_case

START = datetime(2026, 1, 31, 12, tzinfo=UTC)

pytestmark = pytest.mark.mockapify(clock="manual", seed=7, start=START, token="secret")

NUMBERS = {"fields": {"type": "object", "properties": {"n": {"type": "number"}}}}


def names(answer):
    return [item["name"] for item in answer.data["items"]]


def test_a_new_dataset_is_shown_field_by_field(mockapify, ask):
    answer = ask("POST", "/v2/datasets?name=orders")
    data = answer.data
    id_, key = data["id"], data["urlSigningSecretKey"]
    signature = data["itemsPublicUrl"].partition("?signature=")[2]
    assert (answer.status, answer.headers["Location"]) == (201, f"{mockapify.url}/v2/datasets/{id_}")
    assert answer.json == {
        "data": {
            "id": id_,
            "name": "orders",
            "userId": ask("GET", "/v2/users/me").data["id"],
            "username": "tester",
            "createdAt": "2026-01-31T12:00:00.000Z",
            "modifiedAt": "2026-01-31T12:00:00.000Z",
            "accessedAt": "2026-01-31T12:00:00.000Z",
            "actId": None,
            "actRunId": None,
            "consoleUrl": f"https://console.apify.com/storage/datasets/{id_}",
            "generalAccess": "FOLLOW_USER_SETTING",
            "itemCount": 0,
            "cleanItemCount": 0,
            "fields": None,
            "schema": None,
            "itemsPublicUrl": f"{mockapify.url}/v2/datasets/{id_}/items?signature={signature}",
            "urlSigningSecretKey": key,
            "stats": {"storageBytes": 0, "inflatedBytes": 0},
        }
    }


def test_the_same_seed_makes_the_same_dataset(mockapify_server, ask):
    bodies = []
    for _ in range(2):
        with mockapify_server.open(clock="manual", seed=7, start=START, token="other") as mock:
            bodies.append(ask("POST", "/v2/datasets?name=orders", token=mock.token).body)
    assert bodies[0] == bodies[1]


def test_a_name_that_exists_is_found_with_200(mockapify, ask):
    made = ask("POST", "/v2/datasets?name=orders")
    found = ask("POST", "/v2/datasets?name=orders")
    assert (made.status, found.status) == (201, 200)
    assert made.data["id"] == found.data["id"]


@each_case("query", ["", "?name=", "?name"])
def test_without_a_name_each_one_is_new(ask, query):
    first, second = (ask("POST", f"/v2/datasets{query}") for _ in range(2))
    assert (first.status, second.status) == (201, 201)
    assert first.data["name"] is None
    assert first.data["id"] != second.data["id"]


@each_case("name", ["a_b", "-a", "%00", "%ff", "a%20b", "x" * 64, "me~orders"])
def test_a_bad_name_is_refused(ask, name):
    answer = ask("POST", f"/v2/datasets?name={name}")
    assert (answer.status, answer.error["type"]) == (400, "invalid-value")
    assert ask("GET", "/v2/datasets?unnamed=1").data["total"] == 0


def test_a_schema_may_come_with_the_creation(ask):
    created = ask("POST", "/v2/datasets?name=orders", {"schema": NUMBERS})
    assert created.data["schema"] == NUMBERS
    refused = ask("POST", "/v2/datasets/~orders/items", [{"n": 1}, {"n": "two"}])
    assert (refused.status, refused.json) == (
        400,
        {
            "error": {
                "type": "schema-validation-error",
                "message": "Schema validation failed",
                "data": {
                    "invalidItems": [
                        {
                            "itemPosition": 1,
                            "validationErrors": [
                                {
                                    "instancePath": "/n",
                                    "schemaPath": "#/properties/n/type",
                                    "keyword": "type",
                                    "params": {"type": "number"},
                                    "message": "must be number",
                                }
                            ],
                        }
                    ]
                },
            }
        },
    )
    assert ask("GET", "/v2/datasets/~orders").data["itemCount"] == 0


@each_case(
    "schema",
    [
        {"fields": {"type": "thing"}},
        {"fields": []},
        {"fields": {"$ref": "#/nowhere"}},
        {"fields": {"$ref": "#"}},
        {"fields": {"pattern": "("}},
    ],
)
def test_a_schema_that_is_none_is_refused_and_nothing_is_made(ask, schema):
    answer = ask("POST", "/v2/datasets?name=orders", {"schema": schema})
    assert (answer.status, answer.error["type"]) == (400, "dataset-schema-invalid")
    assert ask("GET", "/v2/datasets").data["total"] == 0


def test_absent_fields_of_an_update_stay_and_null_takes_the_name(mockapify, ask):
    ask("POST", "/v2/datasets?name=orders", {"schema": NUMBERS})
    id_ = ask("PUT", "/v2/datasets/~orders", {"title": "Orders"}).data["id"]
    mockapify.clock.shift(seconds=60)
    changed = ask("PUT", f"/v2/datasets/{id_}", {"generalAccess": "RESTRICTED"}).data
    assert (changed["name"], changed["title"], changed["generalAccess"]) == ("orders", "Orders", "RESTRICTED")
    assert changed["schema"] == NUMBERS
    assert (changed["createdAt"], changed["modifiedAt"]) == ("2026-01-31T12:00:00.000Z", "2026-01-31T12:01:00.000Z")
    assert ask("PUT", f"/v2/datasets/{id_}", {"name": None}).data["name"] is None
    assert ask("GET", "/v2/datasets/~orders").status == 404
    assert ask("PUT", f"/v2/datasets/{id_}", {"name": "sales"}).data["name"] == "sales"
    assert ask("PUT", f"/v2/datasets/{id_}", {}).data["name"] == "sales"


@each_case(
    ("body", "type_"),
    [
        ({"name": "sales"}, "name-not-unique"),
        ({"name": "a_b"}, "invalid-value"),
        ({"name": ""}, "invalid-value"),
        ({"name": 5}, "invalid-value"),
        ({"generalAccess": None}, "invalid-value"),
        ({"generalAccess": 0}, "invalid-value"),
        ({"generalAccess": "invalid"}, "invalid-value"),
        ({"schema": []}, "invalid-value"),
        ({"name": "new", "schema": {"fields": {"type": "thing"}}}, "dataset-schema-invalid"),
        ({"name": "new", "generalAccess": "invalid"}, "invalid-value"),
    ],
)
def test_an_update_that_will_not_do_changes_nothing(mockapify, ask, body, type_):
    mockapify.dataset("sales")
    mockapify.dataset("orders")
    before = ask("GET", "/v2/datasets/~orders").body
    answer = ask("PUT", "/v2/datasets/~orders", body)
    assert (answer.status, answer.error["type"]) == (400, type_)
    assert ask("GET", "/v2/datasets/~orders").body == before


def test_unknown_body_fields_are_accepted_and_noted(mockapify, ask):
    mockapify.dataset("orders")
    assert ask("PUT", "/v2/datasets/~orders", {"title": "T", "unknown": 1}).status == 200
    (entry,) = mockapify.calls
    assert any("unknown" in note for note in entry.notes)


def test_a_deleted_dataset_is_gone(mockapify, ask):
    id_ = mockapify.dataset("orders").id
    answer = ask("DELETE", f"/v2/datasets/{id_}")
    assert (answer.status, answer.body) == (204, b"")
    assert ask("GET", f"/v2/datasets/{id_}").status == 404
    assert ask("DELETE", f"/v2/datasets/{id_}").error["type"] == "record-not-found"


@each_case(
    ("query", "listed", "page"),
    [
        ("", ["a", "b", "c"], (3, 0, 1000, False)),
        ("?limit=2", ["a", "b"], (3, 0, 2, False)),
        ("?limit=2&offset=2", ["c"], (3, 2, 2, False)),
        ("?desc=1", ["c", "b", "a"], (3, 0, 1000, True)),
        ("?desc=true&limit=1&offset=1", ["b"], (3, 1, 1, True)),
        ("?limit=0", ["a", "b", "c"], (3, 0, 1000, False)),
        ("?limit=5000", ["a", "b", "c"], (3, 0, 1000, False)),
        ("?offset=9", [], (3, 9, 1000, False)),
        ("?ownership=ownedByMe", ["a", "b", "c"], (3, 0, 1000, False)),
        ("?ownership=sharedWithMe", [], (0, 0, 1000, False)),
        ("?limit=&desc=", ["a", "b", "c"], (3, 0, 1000, False)),
    ],
)
def test_datasets_are_listed_in_pages(mockapify, ask, query, listed, page):
    for name in "abc":
        mockapify.dataset(name)
    answer = ask("GET", f"/v2/datasets{query}")
    assert names(answer) == listed
    data = answer.data
    assert (data["total"], data["offset"], data["limit"], data["desc"]) == page
    assert (data["count"], data["unnamed"]) == (len(listed), False)


def test_unnamed_ones_are_listed_when_asked_for_and_not_empty(mockapify, ask):
    mockapify.dataset("orders")
    mockapify.dataset()
    unnamed = mockapify.dataset(items=[{"a": 1}])
    assert names(ask("GET", "/v2/datasets")) == ["orders"]
    listed = ask("GET", "/v2/datasets?unnamed=1").data
    assert listed["unnamed"] is True
    assert [item["id"] for item in listed["items"]] == [mockapify.dataset("orders").id, unnamed.id]


def test_a_list_shows_ones_own_and_no_secrets(mockapify, ask):
    mockapify.dataset("orders")
    assert ask("GET", "/v2/datasets", token=mockapify.user("stranger").token).data["items"] == []
    (item,) = ask("GET", "/v2/datasets").data["items"]
    assert "urlSigningSecretKey" not in item
    assert item["stats"].keys() >= {"inflatedBytes"}


@each_case(("body", "count"), [({"a": 1}, 1), ([{"a": 1}, {"b": 2}], 2), ([], 0), ([{}], 1)])
def test_a_push_is_answered_with_an_empty_object_and_where_the_items_are(mockapify, again, ask, body, count):
    again()
    id_ = mockapify.dataset("orders").id
    answer = ask("POST", "/v2/datasets/~orders/items", body)
    assert (answer.status, answer.body) == (201, b"{}")
    assert answer.headers["Location"] == f"{mockapify.url}/v2/datasets/{id_}/items"
    assert ask("GET", "/v2/datasets/~orders").data["itemCount"] == count


def test_a_push_is_seen_in_counts_fields_stats_and_dates(mockapify, ask):
    mockapify.dataset("orders")
    mockapify.clock.shift(seconds=60)
    ask("POST", "/v2/datasets/~orders/items", b'[{"b":1},{"#a":2}]')
    data = ask("GET", "/v2/datasets/~orders").data
    assert (data["itemCount"], data["cleanItemCount"], data["fields"]) == (2, 1, ["b", "#a"])
    assert data["modifiedAt"] == "2026-01-31T12:01:00.000Z"
    assert data["stats"] == {"writeCount": 2, "storageBytes": 15, "inflatedBytes": 15}
    mockapify.clock.shift(seconds=60)
    ask("GET", "/v2/datasets/~orders/items")
    data = ask("GET", "/v2/datasets/~orders").data
    assert (data["modifiedAt"], data["accessedAt"]) == ("2026-01-31T12:01:00.000Z", "2026-01-31T12:02:00.000Z")
    assert data["stats"]["readCount"] == 1


def test_reading_the_object_itself_is_not_reading_its_content(mockapify, ask):
    mockapify.dataset("orders")
    for _ in range(3):
        data = ask("GET", "/v2/datasets/~orders").data
    assert "readCount" not in data["stats"]


def test_a_rejected_array_leaves_no_item_behind(mockapify, ask):
    mockapify.dataset("orders", items=[{"a": 1}])
    assert ask("POST", "/v2/datasets/~orders/items", [{"a": 2}, 5, {"a": 3}]).status == 400
    assert mockapify.dataset("orders").items == [{"a": 1}]


def test_statistics_of_a_dataset_without_a_schema_are_null(mockapify, ask):
    mockapify.dataset("orders")
    assert ask("GET", "/v2/datasets/~orders/statistics").data == {"fieldStatistics": None}


@each_case("token", [pytest.param("stranger", id="a stranger"), pytest.param(None, id="nobody")])
def test_who_may_read_a_public_dataset_sees_no_secret_and_an_unsigned_link(mockapify, ask, token):
    id_ = mockapify.dataset("orders").id
    ask("PUT", f"/v2/datasets/{id_}", {"generalAccess": "ANYONE_WITH_ID_CAN_READ"})
    token = mockapify.user(token).token if token else None
    seen = ask("GET", f"/v2/datasets/{id_}", token=token).data
    assert "urlSigningSecretKey" not in seen
    assert seen["itemsPublicUrl"] == f"{mockapify.url}/v2/datasets/{id_}/items"
    assert ask("GET", f"/v2/datasets/{id_}/items", token=token).status == 200
    assert ask("POST", f"/v2/datasets/{id_}/items", {}, token=token).status in (401, 403)
    assert ask("GET", "/v2/datasets/tester~orders", token=token).status in (401, 403)


@each_case(("days", "status"), [(13.99, 200), (14.05, 401)])
def test_the_public_link_opens_the_items_for_14_days(mockapify, ask, days, status):
    mockapify.dataset("orders", items=[{"a": 1}])
    link = ask("GET", "/v2/datasets/~orders").data["itemsPublicUrl"].removeprefix(mockapify.url)
    mockapify.clock.shift(days=days)
    assert ask("GET", link, token=None).status == status
    stranger = ask("GET", link, token=mockapify.user("stranger").token)
    assert stranger.status == (200 if status == 200 else 403)


@pytest.mark.mockapify(clock="auto", start=None)
def test_outside_manual_mode_a_link_is_dated_by_the_real_clock_of_clients(mockapify, ask):
    mockapify.dataset("orders", items=[{"a": 1}])
    link = ask("GET", "/v2/datasets/~orders").data["itemsPublicUrl"].removeprefix(mockapify.url)
    mockapify.clock.shift(days=15)
    assert ask("GET", link, token=None).status == 200


@each_case("signature", ["x", "%00", "%ff", "MC4wLjNUd2ZFRTY1OXVmU05zbVM0N2xS"])
def test_a_wrong_signature_opens_nothing(mockapify, ask, signature):
    id_ = mockapify.dataset("orders").id
    assert ask("GET", f"/v2/datasets/{id_}/items?signature={signature}", token=None).status == 401
    stranger = mockapify.user("stranger").token
    assert ask("GET", f"/v2/datasets/{id_}/items?signature={signature}", token=stranger).status == 403
    assert ask("GET", f"/v2/datasets/{id_}/items?signature={signature}").status == 200


def test_a_signature_opens_reading_only(mockapify, ask):
    mockapify.dataset("orders", items=[{"a": 1}])
    link = ask("GET", "/v2/datasets/~orders").data["itemsPublicUrl"].removeprefix(mockapify.url)
    assert ask("POST", link, {"a": 2}, token=None).status == 401
    assert ask("POST", link, {"a": 2}, token=mockapify.user("stranger").token).status == 403
    assert len(mockapify.dataset("orders").items) == 1


def test_ten_thousand_items_go_in_and_out_in_one_request_each(mockapify, ask):
    items = [{"n": n, "text": "é" * (n % 7)} for n in range(10_000)]
    mockapify.dataset("orders")
    assert ask("POST", "/v2/datasets/~orders/items", items).status == 201
    answer = ask("GET", "/v2/datasets/~orders/items")
    assert answer.json == items
    assert answer.headers["X-Apify-Pagination-Count"] == "10000"
    lines = ask("GET", "/v2/datasets/~orders/items?format=jsonl").body.splitlines()
    assert [json.loads(line) for line in lines] == items


@each_case(
    ("paths", "instance_path", "schema_path"),
    [
        ("item", "/n", "#/properties/n/type"),
        ("array", "/1/n", "/items/properties/n/type"),
    ],
)
def test_a_world_says_where_an_items_error_begins(ask, mockapify, paths, instance_path, schema_path):
    schema = {"fields": {"properties": {"n": {"type": "number"}}}}
    mockapify.dataset("strict", schema=schema)
    mockapify.settings.schema_error_paths = paths
    answer = ask("POST", "/v2/datasets/~strict/items", [{"n": 1}, {"n": "two"}])
    (invalid,) = answer.error["data"]["invalidItems"]
    (problem,) = invalid["validationErrors"]
    assert (problem["instancePath"], problem["schemaPath"]) == (instance_path, schema_path)


@pytest.mark.mockapify(clock="auto", start=None)
def test_a_download_of_a_runs_items_bears_the_actors_name(ask, mockapify):
    mockapify.actor("janedoe/price-scraper", items=[{"n": 1}])
    answer = ask("POST", "/v2/acts/janedoe~price-scraper/run-sync-get-dataset-items?attachment=1&format=csv")
    assert re.fullmatch(
        r'attachment; filename="dataset_price-scraper_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d-\d{3}\.csv"',
        answer.headers["content-disposition"],
    )
