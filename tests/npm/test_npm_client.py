"""apify-client from npm: every method of it, so that a new version shows what is missing here, and how it bears up."""

import npm_packages
import pytest
from npm_account_calls import RESOURCES as ACCOUNTS
from npm_actor_calls import RESOURCES as ACTORS
from npm_programs import JavaScriptError
from npm_run_calls import RESOURCES as RUNS
from npm_storage_calls import RESOURCES as STORAGES

from mockapify import ErrorType, Hangs

npm_packages.require()

RESOURCES = [*STORAGES, *ACTORS, *RUNS, *ACCOUNTS]

METHODS = """{
    const kinds = Object.entries(apify).filter(([name]) => name.endsWith('Client'));
    const chain = (kind) => kind === Object.prototype ? [] : [kind, ...chain(Object.getPrototypeOf(kind))];
    const methods = (kind) => chain(kind.prototype).flatMap((one) => Object.getOwnPropertyNames(one));
    return Object.fromEntries(kinds.map(([name, kind]) => [name, methods(kind)]));
}"""


def test_every_method_of_every_class_has_a_row(javascript):
    found = {
        kind: {name for name in methods if name != "constructor" and not name.startswith("_")}
        for kind, methods in javascript(METHODS).items()
    }
    assert found == {resource.kind: set(resource.calls) for resource in RESOURCES}


# A table has what any of its rows needs; and what the client made itself runs without saying how.
@pytest.mark.mockapify(allow=["unexpected_runs", "unused"])
@pytest.mark.parametrize(
    ("resource", "method"),
    [pytest.param(one, name, id=f"{one.kind}.{name}") for one in RESOURCES for name in one.calls],
)
def test_every_method_works(resource, method, javascript, mockapify):
    code, expected = resource.calls[method]
    assert javascript(code, reach=resource.reach, names=resource.prepare(mockapify)) == expected


@pytest.mark.parametrize(
    "missing",
    [
        "client.actor('someone/nothing').get()",
        "client.actor('someone/nothing').version('0.1').get()",
        "client.actor('someone/nothing').version('0.1').envVar('KEY').get()",
        "client.actor('someone/nothing').lastRun().get()",
        "client.build('nothing').get()",
        "client.dataset('nothing').get()",
        "client.dataset('someone/nothing').get()",
        "client.keyValueStore('nothing').get()",
        "client.keyValueStore('nothing').getRecord('OUTPUT')",
        "client.log('nothing').get()",
        "client.requestQueue('nothing').get()",
        "client.requestQueue('nothing').getRequest('aaaaaaaaaaaaaaa')",
        "client.run('nothing').get()",
        "client.schedule('nothing').get()",
        "client.schedule('nothing').getLog()",
        "client.task('someone/nothing').get()",
        "client.webhook('nothing').get()",
        "client.webhookDispatch('nothing').get()",
    ],
)
def test_what_is_not_there_is_undefined(missing, javascript):
    assert javascript(f"await {missing} === undefined") is True


def test_deleting_what_is_not_there_does_no_harm(javascript):
    ways = ("actor", "dataset", "keyValueStore", "requestQueue", "run", "schedule", "task", "webhook")
    for way in ways:
        javascript(f"client.{way}('nothing').delete()")


def test_a_refusal_has_the_platforms_type_and_message(javascript):
    with pytest.raises(JavaScriptError) as refused:
        javascript("connect({ token: 'stranger' }).user().get()")
    fields = refused.value.fields
    assert (fields["name"], fields["statusCode"], fields["type"]) == ("ApifyApiError", 401, "user-or-token-not-found")


def test_a_dataset_says_which_items_do_not_fit(javascript, mockapify):
    fields = {"type": "object", "properties": {"n": {"type": "number"}}}
    id_ = mockapify.dataset("things", schema={"fields": fields}).id
    with pytest.raises(JavaScriptError) as refused:
        javascript("client.dataset(id).pushItems([{ n: 1 }, { n: 'two' }])", names={"id": id_})
    (invalid,) = refused.value.fields["data"]["invalidItems"]
    assert (refused.value.fields["type"], invalid["itemPosition"]) == ("schema-validation-error", 1)


def test_bodies_of_more_than_a_kibibyte_come_compressed_with_brotli(javascript, mockapify):
    dataset = mockapify.dataset("things")
    text = "žluťoučký kůň " * 200
    code = "{ await client.dataset(id).pushItems([{ text }]); return (await client.dataset(id).listItems()).items }"
    assert javascript(code, names={"id": dataset.id, "text": text}) == [{"text": text}]
    (pushed,) = mockapify.calls.of("datasets.push_items")
    assert pushed.request_length < 500
    assert dataset.items == [{"text": text}]


def test_a_large_record_comes_back_as_it_was_set(javascript, mockapify):
    store = mockapify.key_value_store("things")
    code = """{
        const value = Buffer.alloc(3e6, 'mock');
        await client.keyValueStore(id).setRecord({ key: 'big', value, contentType: 'application/octet-stream' });
        const record = await client.keyValueStore(id).getRecord('big', { buffer: true });
        return [record.contentType, value.equals(record.value)];
    }"""
    assert javascript(code, names={"id": store.id}) == ["application/octet-stream", True]


@pytest.mark.parametrize("error", [ErrorType.RATE_LIMIT_EXCEEDED, ErrorType.INTERNAL_SERVER_ERROR], ids=str)
def test_what_goes_wrong_for_a_moment_is_tried_again(error, javascript, mockapify):
    mockapify.dataset("things")
    mockapify.faults.add(error, operation="datasets.list_all", times=2)
    assert javascript("(await client.datasets().list()).total") == 1
    assert len(mockapify.calls.of("datasets.list_all")) == 3


def test_what_goes_wrong_for_good_is_given_up(javascript, mockapify):
    mockapify.faults.add(ErrorType.RATE_LIMIT_EXCEEDED, operation="datasets.list_all")
    with pytest.raises(JavaScriptError) as refused:
        javascript("client.datasets().list()", options={"maxRetries": 3})
    assert (refused.value.fields["statusCode"], refused.value.fields["attempt"]) == (429, 4)


def test_a_run_of_hours_is_waited_for_in_no_time(javascript, mockapify):
    mockapify.actor("someone/scraper", items=[{"n": 1}], output={"ok": True}, duration=7200)
    code = """{
        const run = await client.actor('someone/scraper').call({ query: 'cats' }, { timeout: 9000, log: null });
        const { value } = await client.keyValueStore(run.defaultKeyValueStoreId).getRecord('OUTPUT');
        return [run.status, value, (await client.dataset(run.defaultDatasetId).listItems()).items];
    }"""
    assert javascript(code) == ["SUCCEEDED", {"ok": True}, [{"n": 1}]]


def test_waiting_for_a_run_ends_when_the_caller_has_waited_long_enough(javascript, mockapify):
    mockapify.actor("someone/scraper", Hangs())
    assert (
        javascript("(await client.actor('someone/scraper').call({}, { waitSecs: 2, log: null })).status") == "RUNNING"
    )


def test_a_run_calls_the_webhooks_it_is_started_with(javascript, mockapify):
    heard = []

    def app(environ, start_response):
        heard.append(environ["PATH_INFO"])
        start_response("204 No Content", [])
        return []

    mockapify.webhooks.answer_with("https://my-app.test", app)
    mockapify.actor("someone/scraper")
    code = """client.actor('someone/scraper').call({}, {
        log: null,
        webhooks: [{ eventTypes: ['ACTOR.RUN.SUCCEEDED'], requestUrl: 'https://my-app.test/hook' }],
    })"""
    javascript(code)
    mockapify.clock.run_until_idle()
    (webhook,) = mockapify.webhooks
    assert (webhook.is_ad_hoc, heard) == (True, ["/hook"])


def test_all_pages_are_iterated_over(javascript, mockapify):
    id_ = mockapify.dataset("things", items=[{"n": n} for n in range(2500)]).id
    code = "(await all(client.dataset(id).listItems({ chunkSize: 1000, offset: 100 }))).map(({ n }) => n)"
    assert javascript(code, names={"id": id_}) == list(range(100, 2500))
    assert len(mockapify.calls.of("datasets.list_items")) == 3


@pytest.mark.parametrize("format_", ["json", "jsonl", "csv", "html", "xlsx", "xml", "rss"])
def test_items_are_downloaded_in_every_format(format_, javascript, mockapify):
    id_ = mockapify.dataset("things", items=[{"n": 1, "text": "žluťoučký"}]).id
    code = "(await client.dataset(id).downloadItems(format, { attachment: true })).length > 10"
    assert javascript(code, names={"id": id_, "format": format_}) is True


def test_many_calls_at_once_are_all_answered(javascript, mockapify):
    dataset = mockapify.dataset("things")
    code = "Promise.all(Array.from({ length: 100 }, (_, n) => client.dataset(id).pushItems([{ n }])))"
    javascript(code, names={"id": dataset.id})
    assert sorted(item["n"] for item in dataset.items) == list(range(100))
