"""What the token of an Actor run opens, with full and with limited permissions."""

import pytest
from apify_client import ApifyClient
from apify_client.errors import ForbiddenError
from cases import each_case

from mockapify import Hangs, Succeeded

pytestmark = pytest.mark.mockapify(clock="manual", seed=7)


@pytest.fixture
def begin(mockapify, ask):
    """Starts a run of `tester/scraper` and hands out its data and its token."""
    mockapify.actor("me/scraper", Hangs())

    def beginning(query="", body=None, **more):
        data = ask("POST", f"/v2/actors/tester~scraper/runs?{query}", body, **more).data
        return data, mockapify.runs[-1].token

    return beginning


def test_each_run_has_a_token_of_its_own_that_stays_the_same(mockapify, begin):
    begin()
    begin()
    tokens = {run.token for run in mockapify.runs}
    assert len(tokens | {mockapify.token}) == 3
    assert {run.token for run in mockapify.runs} == tokens


def test_the_permissions_are_the_actors_unless_the_start_says_otherwise(mockapify, ask):
    mockapify.actor("me/large", Hangs(), permission_level="FULL_PERMISSIONS")
    mockapify.actor("me/small", Hangs())
    for name, force, may in (("large", "", 200), ("large", "LIMITED", 403), ("small", "", 403), ("small", "FULL", 200)):
        query = f"?forcePermissionLevel={force}_PERMISSIONS" if force else ""
        ask("POST", f"/v2/actors/~{name}/runs{query}")
        assert ask("GET", "/v2/datasets", token=mockapify.runs[-1].token).status == may


def test_a_runs_token_finds_the_right_mock_among_several(mockapify_server, ask, begin):
    run, token = begin()
    with mockapify_server.open() as other:
        other.actor("me/scraper", Hangs())
        ask("POST", "/v2/actors/~scraper/runs", token=other.token)
        assert ask("GET", f"/v2/actor-runs/{run['id']}", token=token).status == 200
        assert ask("GET", f"/v2/actor-runs/{run['id']}", token=other.runs[0].token).status == 404


def test_a_runs_token_acts_as_its_user(mockapify, ask, begin):
    _, token = begin("forcePermissionLevel=FULL_PERMISSIONS")
    assert ask("GET", "/v2/users/me", token=token).body == ask("GET", "/v2/users/me").body
    assert mockapify.calls.of("users.get_me")[0].username == "tester"


def test_a_runs_token_outlives_the_run_but_not_its_deletion(mockapify, ask, begin):
    run, token = begin()
    path = f"/v2/actor-runs/{run['id']}"
    ask("POST", f"{path}/abort")
    mockapify.clock.shift(seconds=1)
    assert ask("GET", path, token=token).data["status"] == "ABORTED"
    assert ask("DELETE", path).status == 204
    assert ask("GET", path, token=token).error["type"] == "user-or-token-not-found"


def test_a_limited_run_uses_its_own_storages_and_its_own_run(ask, begin):
    run, token = begin()
    for method, path, body, status in (
        ("POST", "datasets/{defaultDatasetId}/items", {"a": 1}, 201),
        ("GET", "datasets/{defaultDatasetId}/items", None, 200),
        ("PUT", "key-value-stores/{defaultKeyValueStoreId}/records/OUTPUT", "x", 201),
        ("GET", "key-value-stores/{defaultKeyValueStoreId}/keys", None, 200),
        ("GET", "request-queues/{defaultRequestQueueId}/head", None, 200),
        ("POST", "actor-runs/{id}/dataset/items", {"a": 2}, 201),
        ("GET", "actor-runs/{id}", None, 200),
        ("GET", "actor-runs/{id}/log", None, 200),
        ("PUT", "actor-runs/{id}", {"statusMessage": "Working"}, 200),
        ("POST", "actor-runs/{id}/abort", None, 200),
    ):
        assert ask(method, f"/v2/{path.format(**run)}", body, token=token).status == status, path


@each_case("kind", ["datasets", "key-value-stores", "request-queues"])
def test_a_limited_run_uses_what_it_makes_and_so_do_later_runs_of_its_actor(mockapify, ask, begin, kind):
    run, token = begin()
    made = ask("POST", f"/v2/{kind}?name=cache", token=token)
    assert made.status == 201
    assert (made.data["actId"], made.data["actRunId"]) == (run["actId"], run["id"])
    assert ask("PUT", f"/v2/{kind}/{made.data['id']}", {"title": "Cache"}, token=token).status == 200
    _, later = begin()
    assert ask("POST", f"/v2/{kind}?name=cache", token=later).status == 200
    mockapify.actor("me/other", Hangs())
    ask("POST", "/v2/actors/~other/runs")
    assert ask("POST", f"/v2/{kind}?name=cache", token=mockapify.runs[-1].token).status == 403


def test_a_limited_run_does_not_get_hold_of_a_storage_by_its_name(mockapify, ask, begin):
    mockapify.dataset("secrets")
    _, token = begin()
    answer = ask("POST", "/v2/datasets?name=secrets", {"schema": {}}, token=token)
    assert (answer.status, answer.error["type"]) == (403, "insufficient-permissions")
    assert answer.error["message"].startswith("Insufficient permissions for the dataset. ")


def test_a_limited_run_starts_limited_actors_and_reads_what_they_bring(mockapify, ask, begin):
    parent, token = begin()
    mockapify.actor("janedoe/scraper", items=[{"a": 1}])
    child = ask("POST", "/v2/actors/janedoe~scraper/runs", token=token).data
    mockapify.clock.shift(seconds=10)
    assert child["meta"]["origin"] == "ACTOR"
    assert ask("GET", f"/v2/actor-runs/{child['id']}", token=token).data["status"] == "SUCCEEDED"
    assert ask("GET", f"/v2/datasets/{child['defaultDatasetId']}/items", token=token).json == [{"a": 1}]
    stranger = ask("POST", "/v2/actors/janedoe~scraper/runs").data
    assert ask("GET", f"/v2/actor-runs/{stranger['id']}", token=token).status == 403
    assert ask("GET", f"/v2/datasets/{stranger['defaultDatasetId']}", token=token).status == 403
    assert ask("GET", f"/v2/actor-runs/{parent['id']}", token=mockapify.runs[1].token).status == 403


def test_a_limited_run_cannot_start_what_may_do_more_than_itself(mockapify, ask, begin):
    _, token = begin()
    before = len(mockapify.runs)
    answer = ask("POST", "/v2/actors/~scraper/runs?forcePermissionLevel=FULL_PERMISSIONS", token=token)
    assert (answer.status, answer.error["type"]) == (403, "insufficient-permissions")
    assert len(mockapify.runs) == before
    _, full = begin("forcePermissionLevel=FULL_PERMISSIONS")
    assert ask("POST", "/v2/actors/~scraper/runs?forcePermissionLevel=FULL_PERMISSIONS", token=full).status == 201


INPUT_SCHEMA = {
    "title": "Input",
    "type": "object",
    "schemaVersion": 1,
    "properties": {
        "source": {"title": "A", "type": "string", "description": "A", "editor": "textfield",
                   "resourceType": "dataset", "resourcePermissions": ["READ"]},
        "targets": {"title": "B", "type": "array", "description": "B", "editor": "resourcePicker",
                    "resourceType": "dataset", "resourcePermissions": ["READ", "WRITE"]},
        "note": {"title": "C", "type": "string", "description": "C", "editor": "textfield"},
    },
}  # fmt: skip


@each_case("spelling", ["{id}", "prices", "tester/prices"])
@each_case(("field", "reading", "writing"), [("source", 200, 403), ("targets", 200, 201), ("note", 403, 403)])
def test_a_limited_run_uses_storages_that_its_input_gives_it(mockapify, ask, begin, spelling, field, reading, writing):
    mockapify.actor("me/scraper", Hangs(), input_schema=INPUT_SCHEMA)
    id_ = mockapify.dataset("prices").id
    given = spelling.format(id=id_)
    _, token = begin(body={field: [given] if field == "targets" else given})
    assert ask("GET", f"/v2/datasets/{id_}/items", token=token).status == reading
    assert ask("POST", f"/v2/datasets/{id_}/items", {"a": 1}, token=token).status == writing


def test_a_limited_run_sees_little_of_its_user(ask, begin):
    _, token = begin()
    me = ask("GET", "/v2/users/me", token=token).data
    assert me.keys() == {"username", "proxy", "plan", "effectivePlatformFeatures", "isPaying"}
    assert me["plan"].keys() == {"availableProxyGroups"}


def test_the_client_with_a_limited_runs_token_works_on_its_own_and_is_told_where_it_ends(mockapify, begin):
    run, token = begin()
    other = mockapify.dataset("prices")
    client = ApifyClient(token, api_url=mockapify.url, max_retries=0)
    client.dataset(run["defaultDatasetId"]).push_items([{"a": 1}])
    assert client.run(run["id"]).get().id == run["id"]
    assert client.datasets().get_or_create(name="cache").act_run_id == run["id"]
    for use in (client.dataset(other.id).get, client.datasets().list, client.runs().list):
        with pytest.raises(ForbiddenError) as refused:
            use()
        assert refused.value.type == "insufficient-permissions"


def test_what_a_run_of_a_user_makes_belongs_to_the_run_also_with_full_permissions(ask, begin):
    run, token = begin("forcePermissionLevel=FULL_PERMISSIONS")
    assert ask("POST", "/v2/datasets", token=token).data["actRunId"] == run["id"]
    assert ask("POST", "/v2/datasets").data.get("actRunId") is None


def test_a_sync_run_that_a_run_starts_is_its_own_too(mockapify, ask, begin):
    mockapify.actor("janedoe/quick", Succeeded(output={"a": 1}, duration=0))
    _, token = begin()
    assert ask("POST", "/v2/actors/janedoe~quick/run-sync", token=token).json == {"a": 1}
