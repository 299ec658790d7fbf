"""Who may do what: one table of cases, each asked by raw HTTP and through the official client."""

from datetime import timedelta
from functools import partial
from urllib.parse import unquote

import pytest
from apify_client import ApifyClient
from apify_client.errors import ApifyApiError
from cases import each_case

from mockapify import Hangs
from mockapify.state.signatures import sign, sign_content

pytestmark = pytest.mark.mockapify(clock="manual", seed=7)

OK = "ok"
NO_TOKEN = (401, "token-not-provided", "Authentication token was not provided")
BAD_TOKEN = (401, "user-or-token-not-found", "User was not found or authentication token is not valid")
PAYMENT = (
    402,
    "x402-payment-required",
    "Please provide X402-PAYMENT-SIGNATURE header with the payment. See https://x402.org.",
)


def forbidden(what=None):
    begin = f"Insufficient permissions for the {what}" if what else "Insufficient permissions"
    more = "Make sure you're passing a correct API token and that it has the required permissions."
    return 403, "insufficient-permissions", f"{begin}. {more}"


def not_found(what):
    return 404, "record-not-found", f"{what} was not found"


CALLERS = ["owner", "full run", "limited run", "stranger", "nobody", "bad token"]
OWNERS = {"owner", "full run"}
NOUNS = {"datasets": "dataset", "key-value-stores": "key-value store", "request-queues": "request queue"}
OPENED = {  # general access, and under which addresses it opens reading
    "FOLLOW_USER_SETTING": set(),
    "RESTRICTED": set(),
    "ANYONE_WITH_ID_CAN_READ": {"id"},
    "ANYONE_WITH_NAME_CAN_READ": {"id", "name"},
}
SECOND = timedelta(seconds=1)
REQUEST = {"url": "https://shop.example/", "uniqueKey": "home"}
READS = {
    "datasets": {
        "": lambda dataset: dataset.get(),
        "/items": lambda dataset: dataset.list_items(),
        "/statistics": lambda dataset: dataset.get_statistics(),
    },
    "key-value-stores": {
        "": lambda store: store.get(),
        "/keys": lambda store: store.list_keys(),
        "/records/page": lambda store: store.get_record("page"),
    },
    "request-queues": {
        "": lambda queue: queue.get(),
        "/head": lambda queue: queue.list_head(),
        "/requests": lambda queue: queue.list_requests(),
    },
}
WRITES = {  # the last one of each kind deletes it
    "datasets": [
        ("PUT", "", {"title": "T"}, lambda dataset: dataset.update(name="prices")),
        ("POST", "/items", {"a": 1}, lambda dataset: dataset.push_items({"a": 1}) or OK),
        ("DELETE", "", None, lambda dataset: dataset.delete() or OK),
    ],
    "key-value-stores": [
        ("PUT", "", {"title": "T"}, lambda store: store.update(name="prices")),
        ("PUT", "/records/new", "content", lambda store: store.set_record("new", "content") or OK),
        ("DELETE", "/records/new", None, lambda store: store.delete_record("new") or OK),
        ("DELETE", "", None, lambda store: store.delete() or OK),
    ],
    "request-queues": [
        ("PUT", "", {"title": "T"}, lambda queue: queue.update(name="prices")),
        ("POST", "/requests", REQUEST, lambda queue: queue.add_request(REQUEST)),
        ("POST", "/head/lock?lockSecs=1", None, lambda queue: queue.list_and_lock_head(lock_duration=SECOND)),
        ("DELETE", "", None, lambda queue: queue.delete() or OK),
    ],
}


@pytest.fixture
def tokens(mockapify, ask):
    """A token for each caller. The runs are the owner's, of an Actor that has nothing to do with what is asked for."""
    mockapify.actor("me/helper", Hangs())
    for level in ("LIMITED_PERMISSIONS", "FULL_PERMISSIONS"):
        assert ask("POST", f"/v2/actors/~helper/runs?forcePermissionLevel={level}").status == 201
    limited, full = mockapify.runs
    return {
        "owner": mockapify.token,
        "full run": full.token,
        "limited run": limited.token,
        "stranger": mockapify.user("stranger").token,
        "nobody": None,
        "bad token": "bad",
    }


@pytest.fixture
def http(ask, tokens):
    """Asks by raw HTTP and tells what came of it."""

    def asking(who, method, path, body=None):
        answer = ask(method, path, body, token=tokens[who])
        if answer.status < 400:
            return OK
        return answer.status, answer.error["type"], answer.error["message"]

    return asking


@pytest.fixture
def client(mockapify, tokens):
    """Makes an official client of somebody that gives up at once."""

    def made(who):
        return ApifyClient(tokens[who], api_url=mockapify.url, api_public_url=mockapify.url, max_retries=0)

    return made


def told(use, *arguments, **options):
    """What came of a use of the client. Some of its methods make None of what is not found."""
    try:
        return "none" if use(*arguments, **options) is None else OK
    except ApifyApiError as error:
        return error.status_code, error.type, error.message


def expected(who, what, *, opened=False):
    """What calls come to on something of the owner's that is opened to all or is not."""
    if who == "bad token":
        return BAD_TOKEN
    if who in OWNERS or opened:
        return OK
    return NO_TOKEN if who == "nobody" else forbidden(what)


@pytest.fixture
def storage(mockapify, ask, request):
    """A storage of the kind that the test is about, as its id and what the client calls it."""
    kind = request.getfixturevalue("kind")
    path = f"/v2/{kind}"
    id_ = ask("POST", f"{path}?name=prices").data["id"]
    if kind == "key-value-stores":
        ask("PUT", f"{path}/{id_}/records/page", "content")
    return id_


def handle(client, kind, address):
    return getattr(client, kind.removesuffix("s").replace("-", "_"))(address)


@pytest.mark.parametrize("kind", READS)
@each_case("who", CALLERS)
def test_who_may_read_a_storage(ask, http, client, storage, kind, who):
    one, addresses = client(who), {"id": storage, "name": "tester~prices"}
    wanted, by_http, by_client = {}, {}, {}
    for access, opened in OPENED.items():
        assert ask("PUT", f"/v2/{kind}/{storage}", {"generalAccess": access}).status == 200
        for address, spelled in addresses.items():
            for path, use in READS[kind].items():
                case = access, address, path
                wanted[case] = expected(who, NOUNS[kind], opened=address in opened)
                by_http[case] = http(who, "GET", f"/v2/{kind}/{spelled}{path}")
                by_client[case] = told(use, handle(one, kind, spelled))
    assert by_http == wanted
    assert by_client == wanted


@pytest.mark.parametrize("kind", WRITES)
@each_case(("through", "address"), [("http", "id"), ("client", "name")])
@each_case("who", CALLERS)
def test_who_may_change_a_storage_however_open_it_is(ask, http, client, again, storage, kind, who, address, through):
    again()
    ask("PUT", f"/v2/{kind}/{storage}", {"generalAccess": "ANYONE_WITH_NAME_CAN_READ"})
    one, spelled = client(who), storage if address == "id" else "tester~prices"
    came = [
        http(who, method, f"/v2/{kind}/{spelled}{path}", body)
        if through == "http"
        else told(use, handle(one, kind, spelled))
        for method, path, body, use in WRITES[kind]
    ]
    assert came == [expected(who, NOUNS[kind])] * len(came)
    assert ask("GET", f"/v2/{kind}/{storage}").status == (404 if who in OWNERS else 200)


@pytest.mark.parametrize("kind", READS)
def test_an_access_that_is_none_is_refused(ask, storage, kind):
    for wrong in ("invalid", 0, None):
        answer = ask("PUT", f"/v2/{kind}/{storage}", {"generalAccess": wrong})
        assert (answer.status, answer.error["type"]) == (400, "invalid-value")


@pytest.fixture
def run(mockapify, start):
    """A finished run of the owner's."""
    mockapify.actor("me/scraper", items=[{"a": 1}], output={"done": True})
    run = start()
    mockapify.clock.shift(seconds=10)
    return run


RUN_READS = {
    "": ("Actor run", lambda client, run: client.run(run["id"]).get()),
    "/log": ("Actor run", lambda client, run: client.run(run["id"]).log().get()),
    "/dataset/items": ("Actor run", lambda client, run: client.run(run["id"]).dataset().list_items()),
    "/key-value-store/records/OUTPUT": (
        "Actor run",
        lambda client, run: client.run(run["id"]).key_value_store().get_record("OUTPUT"),
    ),
    "/request-queue/head": ("Actor run", lambda client, run: client.run(run["id"]).request_queue().list_head()),
    "/v2/logs/{id}": ("Actor run", lambda client, run: client.log(run["id"]).get()),
    "/v2/datasets/{defaultDatasetId}/items": (
        "dataset",
        lambda client, run: client.dataset(run["defaultDatasetId"]).list_items(),
    ),
    "/v2/key-value-stores/{defaultKeyValueStoreId}/keys": (
        "key-value store",
        lambda client, run: client.key_value_store(run["defaultKeyValueStoreId"]).list_keys(),
    ),
    "/v2/request-queues/{defaultRequestQueueId}": (
        "request queue",
        lambda client, run: client.request_queue(run["defaultRequestQueueId"]).get(),
    ),
}


@each_case("who", CALLERS)
def test_who_may_read_a_run_and_what_it_left(ask, http, client, run, who):
    one, wanted, by_http, by_client = client(who), {}, {}, {}
    for access in ("FOLLOW_USER_SETTING", "RESTRICTED", "ANYONE_WITH_ID_CAN_READ"):
        assert ask("PUT", f"/v2/actor-runs/{run['id']}", {"generalAccess": access}).status == 200
        for path, (what, use) in RUN_READS.items():
            url = path.format(**run) if path.startswith("/v2") else f"/v2/actor-runs/{run['id']}{path}"
            wanted[access, path] = expected(who, what, opened="id" in OPENED[access])
            by_http[access, path] = http(who, "GET", url)
            by_client[access, path] = told(use, one, run)
    assert by_http == wanted
    assert by_client == wanted


@each_case("who", CALLERS)
def test_who_may_change_a_run_however_open_it_is(ask, http, client, again, run, who):
    again()
    path = f"/v2/actor-runs/{run['id']}"
    ask("PUT", path, {"generalAccess": "ANYONE_WITH_ID_CAN_READ"})
    theirs = client(who).run(run["id"])
    wanted = expected(who, "Actor run")
    assert http(who, "PUT", path, {"statusMessage": "mine"}) == wanted
    assert told(theirs.update) == wanted
    assert http(who, "POST", f"{path}/abort") == wanted
    assert told(theirs.abort) == wanted
    assert http(who, "POST", f"{path}/dataset/items", {"a": 2}) == wanted
    assert http(who, "DELETE", path) == wanted


def test_a_run_is_not_opened_by_name(ask, run):
    answer = ask("PUT", f"/v2/actor-runs/{run['id']}", {"generalAccess": "ANYONE_WITH_NAME_CAN_READ"})
    assert (answer.status, answer.error["type"]) == (400, "invalid-value")


@pytest.mark.mockapify(general_access="ANYONE_WITH_ID_CAN_READ")
@each_case("who", CALLERS)
def test_what_follows_an_open_account_is_open_by_id(ask, http, client, again, run, who):
    again()
    one, dataset = client(who), ask("POST", "/v2/datasets?name=prices").data["id"]
    for path, by_client, what, opened in (
        (f"/v2/datasets/{dataset}", lambda client: client.dataset(dataset).get(), "dataset", True),
        ("/v2/datasets/tester~prices", lambda client: client.dataset("tester/prices").get(), "dataset", False),
        (f"/v2/actor-runs/{run['id']}", lambda client: client.run(run["id"]).get(), "Actor run", True),
        (f"/v2/logs/{run['id']}", lambda client: client.log(run["id"]).get(), "Actor run", True),
    ):
        assert http(who, "GET", path) == expected(who, what, opened=opened)
        assert told(by_client, one) == expected(who, what, opened=opened)
    ask("PUT", f"/v2/datasets/{dataset}", {"generalAccess": "RESTRICTED"})
    assert http(who, "GET", f"/v2/datasets/{dataset}") == expected(who, "dataset")


@pytest.mark.mockapify(general_access="ANYONE_WITH_ID_CAN_READ")
def test_a_link_is_signed_only_where_that_is_needed(ask):
    dataset = ask("POST", "/v2/datasets?name=prices").data
    assert "signature" not in dataset["itemsPublicUrl"]
    closed = ask("PUT", f"/v2/datasets/{dataset['id']}", {"generalAccess": "RESTRICTED"}).data
    assert "signature=" in closed["itemsPublicUrl"]


@each_case("public", [True, False])
@each_case("who", CALLERS)
def test_who_may_see_an_actor_and_its_builds(mockapify, ask, http, client, again, who, public):
    again()
    actor = mockapify.actor("me/scraper", public=public)
    build = ask("GET", "/v2/actors/~scraper/builds/default").data["id"]
    sees = public or who in {*OWNERS, "limited run"}
    one, name = client(who), "tester/scraper"
    absent = (404, "record-or-token-not-found", "Actor was not found or access denied")
    hidden = forbidden("Actor build") if who == "limited run" else not_found("Build")
    sees_build = public or who in OWNERS
    for path, use, outcome in (
        (f"actors/{actor.id}", lambda: one.actor(actor.id).get(), OK if sees else absent),
        ("actors/tester~scraper", lambda: one.actor(name).get(), OK if sees else not_found("Actor")),
        (
            "actors/tester~scraper/builds/default",
            lambda: one.actor(name).default_build(),
            OK if sees else not_found("Actor"),
        ),
        (f"actor-builds/{build}", lambda: one.build(build).get(), OK if sees_build else hidden),
        (f"actor-builds/{build}/log", lambda: one.build(build).log().get(), OK if sees_build else hidden),
        (f"logs/{build}", lambda: one.log(build).get(), OK if sees_build else hidden),
    ):
        wanted = BAD_TOKEN if who == "bad token" else outcome
        assert http(who, "GET", f"/v2/{path}") == wanted, path
        assert told(use) in ((wanted, "none") if wanted[0] == 404 else (wanted,)), path


@pytest.mark.mockapify(allow="unused")  # Who is refused makes no run.
@each_case("public", [True, False])
@each_case("who", CALLERS)
def test_who_may_run_an_actor(mockapify, http, client, again, who, public):
    again()
    mockapify.actor("me/scraper", Hangs(), public=public)
    before = len(mockapify.runs)
    wanted = {
        "bad token": BAD_TOKEN,
        "stranger": OK if public else not_found("Actor"),
        "nobody": PAYMENT if public else not_found("Actor"),
    }.get(who, OK)
    assert http(who, "POST", "/v2/actors/tester~scraper/runs") == wanted
    assert told(client(who).actor("tester/scraper").start) == wanted
    assert len(mockapify.runs) - before == (2 if wanted == OK else 0)


LIST_PATHS = ["datasets", "key-value-stores", "request-queues", "actor-runs", "actors/tester~helper/runs"]


@each_case("path", LIST_PATHS)
@each_case("who", CALLERS)
def test_what_is_nobodys_in_particular_needs_a_user_or_a_run_that_may_do_all(http, who, path):
    wanted = {"nobody": NO_TOKEN, "bad token": BAD_TOKEN, "limited run": forbidden()}.get(who, OK)
    assert http(who, "GET", f"/v2/{path}") == wanted


RIGHT = {"right", "padded", "not expired"}


def content_signatures(secret, id_, now):
    """Signatures of the storage's content, by what is right or wrong about them."""
    right = sign_content(secret, id_)
    return {
        "right": right,
        "padded": right + "=" * (-len(right) % 4),
        "not expired": sign_content(secret, id_, now + 2),
        "expired": sign_content(secret, id_, now - 1),
        "of another secret": sign_content("another", id_),
        "of another storage": sign_content(secret, "another"),
        "of a record": sign(secret, "page"),
        "cut": right[:-1],
        "no base64": "%25%25%25",
        "empty": "",
    }


def record_signatures(secret, id_, _):
    """Signatures of the record `page`, by what is right or wrong about them."""
    return {
        "right": sign(secret, "page"),
        "of another secret": sign("another", "page"),
        "of another record": sign(secret, "new"),
        "of the whole content": sign_content(secret, id_),
        "cut": sign(secret, "page")[:-1],
        "no ASCII": "%C3%A9",
        "empty": "",
    }


SIGNED = {
    "items": ("datasets", "/items", content_signatures, lambda dataset: dataset.list_items),
    "keys": ("key-value-stores", "/keys", content_signatures, lambda store: store.list_keys),
    "record": ("key-value-stores", "/records/page", record_signatures, lambda store: partial(store.get_record, "page")),
}


@pytest.mark.parametrize(("kind", "path", "signatures", "use"), SIGNED.values(), ids=SIGNED)
@each_case("who", CALLERS)
def test_what_a_signature_opens(mockapify, ask, http, client, storage, kind, path, signatures, use, who):
    secret = ask("GET", f"/v2/{kind}/{storage}").data["urlSigningSecretKey"]
    theirs, now = handle(client(who), kind, storage), int(mockapify.clock.now().timestamp() * 1000)
    for what, signature in signatures(secret, storage, now).items():
        wanted = expected(who, NOUNS[kind], opened=what in RIGHT)
        assert http(who, "GET", f"/v2/{kind}/{storage}{path}?signature={signature}") == wanted, what
        came = told(use(theirs), signature=unquote(signature))
        assert came == wanted, what
        written = http(who, "PUT", f"/v2/{kind}/{storage}?signature={signature}", {"title": "T"})
        assert written == expected(who, NOUNS[kind]), what


def test_a_content_signature_expires_on_the_clock(mockapify, ask):
    mockapify.dataset("prices", items=[{"a": 1}])
    dataset = ask("GET", "/v2/datasets/~prices").data
    in_an_hour = int(mockapify.clock.now().timestamp() * 1000) + 3_600_000
    signature = sign_content(dataset["urlSigningSecretKey"], dataset["id"], in_an_hour)
    path = f"/v2/datasets/{dataset['id']}/items?signature={signature}"
    mockapify.clock.shift(minutes=59)
    assert ask("GET", path, token=None).status == 200
    mockapify.clock.shift(minutes=1, seconds=1)
    assert ask("GET", path, token=None).status == 401
