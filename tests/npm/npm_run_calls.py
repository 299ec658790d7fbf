"""A call of each method of the clients of runs, tasks and logs."""

from npm_resource import DELETED, Resource

from mockapify import Hangs, Succeeded

EVENT = {"eventTitle": "Page", "eventDescription": "A page was read", "eventPriceUsd": 0.1}
PER_EVENT = {"pricingModel": "PAY_PER_EVENT", "pricingPerEvent": {"actorChargeEvents": {"page": EVENT}}}
ITEMS = [{"n": 1}, {"n": 2}]
VIEWS = {"views": {"overview": {"transformation": {"fields": ["n"]}}}}
INPUT_SCHEMA = {"type": "object", "properties": {"query": {"type": "string"}}}


def run(mockapify):
    """An Actor whose first run goes on until somebody changes that; then it succeeds."""
    mockapify.actor("someone/reader", items=ITEMS, output={"ok": True})
    mockapify.actor("someone/scraper", Hangs(log="hello"), Succeeded(items=ITEMS), pricing_infos=[PER_EVENT])
    return {}


def log(mockapify):
    mockapify.actor("someone/scraper", Succeeded(log="\x1b[32mžluťoučký\x1b[0m kůň"))
    return {}


def task(mockapify):
    """A task with all that its publication needs."""
    scraper = mockapify.actor("tester/scraper", items=ITEMS, input_schema=INPUT_SCHEMA, dataset_schema=VIEWS)
    mockapify.task("me/nightly", scraper, input={"query": "cats"}, description="Reads cats")
    return {}


def tasks(mockapify):
    scraper = mockapify.actor("tester/scraper")
    for number in range(3):
        mockapify.task(f"me/task-{number}", scraper)
    return {}


RESOURCES = [
    Resource(
        "RunClient",
        run,
        "client.run((await client.actor('someone/scraper').start({}, { timeout: 3600 })).id)",
        {
            "get": ("(await one.get({ waitForFinish: 1 })).status", "RUNNING"),
            "abort": (
                "[(await one.abort({ gracefully: false })).status, (await one.waitForFinish()).status]",
                ["ABORTING", "ABORTED"],
            ),
            "delete": (
                "(await one.abort(), await one.waitForFinish(), await one.delete(), await one.get() ?? null)",
                None,
            ),
            "metamorph": (
                """{
                    await one.metamorph('someone/reader', { q: 1 }, { build: 'latest' });
                    const { status } = await one.waitForFinish();
                    const { value } = await one.keyValueStore().getRecord('INPUT-METAMORPH-1');
                    return [status, value];
                }""",
                ["SUCCEEDED", {"q": 1}],
            ),
            "reboot": (
                "[(await one.reboot()).stats.rebootCount, (await one.waitForFinish()).status]",
                [1, "SUCCEEDED"],
            ),
            "update": (
                "(await one.update({ statusMessage: 'Half way', isStatusMessageTerminal: false })).statusMessage",
                "Half way",
            ),
            "resurrect": (
                """{
                    await one.abort();
                    await one.waitForFinish();
                    const { options } = await one.resurrect({ memory: 512, timeout: 300 });
                    const { status, stats } = await one.waitForFinish();
                    return [options.memoryMbytes, options.timeoutSecs, status, stats.resurrectCount];
                }""",
                [512, 300, "SUCCEEDED", 1],
            ),
            "charge": (
                """{
                    for (const idempotencyKey of ['once', 'once', 'again'])
                        await one.charge({ eventName: 'page', count: 3, idempotencyKey });
                    return (await one.get()).chargedEventCounts;
                }""",
                {"page": 6},
            ),
            "waitForFinish": ("(await one.waitForFinish({ waitSecs: 0 })).status", "RUNNING"),
            "dataset": (
                "(await one.dataset().pushItems([{ n: 1 }, { n: 2 }]), (await one.dataset().listItems()).items)",
                ITEMS,
            ),
            "keyValueStore": (
                """{
                    const store = one.keyValueStore();
                    await store.setRecord({ key: 'x', value: 1 });
                    return (await store.getRecord('x')).value;
                }""",
                1,
            ),
            "requestQueue": (
                """{
                    const request = { url: 'https://example.com', uniqueKey: 'a' };
                    return (await one.requestQueue().addRequest(request)).wasAlreadyPresent;
                }""",
                False,
            ),
            "log": ("(await one.log().get()).endsWith('hello\\n')", True),
            "getStreamedLog": (
                """{
                    const heard = [];
                    const { Log } = require('@apify/log');
                    const toLog = Object.assign(new Log(), { info: (line) => heard.push(line) });
                    const streamed = await one.getStreamedLog({ toLog });
                    await streamed.start();
                    await one.abort();
                    await one.waitForFinish();
                    await streamed.stop();
                    return heard.some((line) => line.includes('hello'));
                }""",
                True,
            ),
        },
    ),
    Resource(
        "RunCollectionClient",
        lambda mockapify: {"name": mockapify.actor("someone/scraper", Succeeded(duration=1)).name},
        "{ for (const _ of 'abc') await client.actor(name).start({}, { waitForFinish: 5 }); return client.runs() }",
        {
            "list": (
                """[
                    (await one.list({ status: 'SUCCEEDED', limit: 2, offset: 1, desc: true })).count,
                    (await one.list({ status: ['READY', 'FAILED'] })).total,
                    (await all(one.list())).length,
                ]""",
                [2, 0, 3],
            ),
        },
    ),
    Resource(
        "LogClient",
        log,
        "client.log((await client.actor('someone/scraper').call({}, { log: null })).id)",
        {
            "get": (
                """[
                    (await one.get()).split('\\n').at(-2).slice(24),
                    (await one.get({ raw: true })).includes('\\x1b[32m'),
                ]""",
                [" žluťoučký kůň", True],
            ),
            "stream": (
                "Buffer.concat(await all(await one.stream({ raw: true }))).toString() === await one.get({ raw: true })",
                True,
            ),
        },
    ),
    Resource(
        "TaskClient",
        task,
        """{
            const one = client.task('tester/nightly');
            await one.update({ publicConfig: { seoDescription: 'Cats', inputSchemaFields: ['query'],
                datasetView: 'overview' } });
            return one;
        }""",
        {
            "get": ("(await one.get()).name", "nightly"),
            "update": (
                """{
                    const { name, input, options } = await one.update({ name: 'daily', input: { query: 'dogs' },
                        options: { memoryMbytes: 256 } });
                    return [name, input, options.memoryMbytes];
                }""",
                ["daily", {"query": "dogs"}, 256],
            ),
            "publish": ("(await one.publish()).isPublic", True),
            "unpublish": ("(await one.publish(), (await one.unpublish()).isPublic)", False),
            "delete": DELETED,
            "start": ("(await one.start({}, { memory: 256, waitForFinish: 60 })).options.memoryMbytes", 256),
            "call": (
                """{
                    const run = await one.call({ query: 'dogs' }, { timeout: 60 });
                    const { value } = await client.run(run.id).keyValueStore().getRecord('INPUT');
                    return [run.status, value];
                }""",
                ["SUCCEEDED", {"query": "dogs"}],
            ),
            "getInput": ("await one.getInput()", {"query": "cats"}),
            "updateInput": ("await one.updateInput({ query: 'dogs' })", {"query": "dogs"}),
            "lastRun": (
                "(await one.call(), (await one.lastRun({ status: 'SUCCEEDED' }).dataset().listItems()).items)",
                ITEMS,
            ),
            "runs": ("(await one.start(), (await one.runs().list()).total)", 1),
            "webhooks": ("(await one.webhooks().list()).items", []),
        },
    ),
    Resource(
        "TaskCollectionClient",
        tasks,
        "client.tasks()",
        {
            "create": (
                "(await one.create({ actId: (await client.actor('tester/scraper').get()).id, name: 'weekly' })).name",
                "weekly",
            ),
            "list": (
                """[
                    (await one.list({ limit: 2, offset: 1 })).items.map(({ name }) => name),
                    (await all(one.list())).length,
                ]""",
                [["task-1", "task-2"], 3],
            ),
        },
    ),
]
