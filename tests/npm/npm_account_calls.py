"""A call of each method of the clients of webhooks, schedules, the Store and users, and of the client itself."""

from npm_resource import DELETED, Resource

from mockapify import Hangs, Succeeded

URL = "https://my-app.test/hook"


def app(_, start_response):
    start_response("204 No Content", [])
    return []


def webhook(mockapify):
    mockapify.webhooks.answer_with("https://my-app.test", app)
    actor = mockapify.actor("me/scraper")
    return {"id": mockapify.webhooks.add(URL, actor).id, "actorId": actor.id}


def schedule(mockapify):
    actor = mockapify.actor("me/scraper")
    added = mockapify.schedules.add("0 8 * * *", actor, name="daily", input={"query": "cats"})
    mockapify.clock.shift(days=1)
    return {"id": added.id, "actorId": actor.id}


def store(mockapify):
    for name in ("someone/mail-reader", "someone/mail-writer", "someone/mail-burner"):
        mockapify.actor(name)
    return {}


def user(mockapify):
    mockapify.actor("someone/scraper", Succeeded(duration=3600))
    return {}


def everything(mockapify):
    mockapify.actor("me/scraper", Hangs())
    return {}


DISPATCHED = """{
    const { id: dispatch } = await client.webhook(id).test();
    while ((await client.webhookDispatch(dispatch).get()).status === 'ACTIVE');
    return client.REST;
}"""
"""JavaScript that lets the webhook be delivered."""

WAYS = {
    "actors": "ActorCollectionClient",
    "actor": "ActorClient",
    "builds": "BuildCollectionClient",
    "build": "BuildClient",
    "datasets": "DatasetCollectionClient",
    "dataset": "DatasetClient",
    "keyValueStores": "KeyValueStoreCollectionClient",
    "keyValueStore": "KeyValueStoreClient",
    "log": "LogClient",
    "requestQueues": "RequestQueueCollectionClient",
    "requestQueue": "RequestQueueClient",
    "runs": "RunCollectionClient",
    "run": "RunClient",
    "tasks": "TaskCollectionClient",
    "task": "TaskClient",
    "schedules": "ScheduleCollectionClient",
    "schedule": "ScheduleClient",
    "user": "UserClient",
    "webhooks": "WebhookCollectionClient",
    "webhook": "WebhookClient",
    "webhookDispatches": "WebhookDispatchCollectionClient",
    "webhookDispatch": "WebhookDispatchClient",
    "store": "StoreCollectionClient",
}
"""The methods that give a client of a resource, and the class of it."""

STATUS_MESSAGE_SET = """{
    const { id } = await one.actor('tester/scraper').start();
    process.env.ACTOR_RUN_ID = id;
    await one.setStatusMessage('Half way', { isStatusMessageTerminal: true });
    delete process.env.ACTOR_RUN_ID;
    return (await one.run(id).get()).statusMessage;
}"""

RESOURCES = [
    Resource(
        "ApifyClient",
        everything,
        "client",
        {
            **{way: (f"one.{way}('x') instanceof apify.{kind}", True) for way, kind in WAYS.items()},
            "setStatusMessage": (STATUS_MESSAGE_SET, "Half way"),
        },
    ),
    Resource(
        "WebhookCollectionClient",
        webhook,
        "client.webhooks()",
        {
            "create": (
                """{
                    const made = await one.create({ eventTypes: ['ACTOR.RUN.ABORTED'], condition: { actorId },
                        requestUrl: 'https://my-app.test/hook', payloadTemplate: '{{resource}}', description: 'mine',
                        headersTemplate: '{"X-User": "{{userId}}"}', shouldInterpolateStrings: true,
                        idempotencyKey: 'k', ignoreSslErrors: true, doNotRetry: true });
                    return [made.condition.actorId === actorId, made.payloadTemplate, made.doNotRetry];
                }""",
                [True, "{{resource}}", True],
            ),
            "list": (
                "[(await one.list({ limit: 1, desc: true })).items[0].requestUrl, (await all(one.list())).length]",
                [URL, 1],
            ),
        },
    ),
    Resource(
        "WebhookClient",
        webhook,
        "client.webhook(id)",
        {
            "get": ("{ const { requestUrl, isAdHoc } = await one.get(); return [requestUrl, isAdHoc] }", [URL, False]),
            "update": (
                """{
                    const { description, eventTypes } = await one.update({ description: 'new',
                        eventTypes: ['ACTOR.RUN.FAILED'] });
                    return [description, eventTypes];
                }""",
                ["new", ["ACTOR.RUN.FAILED"]],
            ),
            "delete": DELETED,
            "test": ("(await one.test()).eventType", "TEST"),
            "dispatches": ("(await one.test(), (await one.dispatches().list()).total)", 1),
        },
    ),
    Resource(
        "WebhookDispatchCollectionClient",
        webhook,
        DISPATCHED.replace("REST", "webhookDispatches()"),
        {
            "list": (
                """[
                    (await one.list({ desc: true })).items[0].calls[0].responseStatus,
                    (await all(one.list({ limit: 5 }))).map(({ status }) => status),
                ]""",
                [204, ["SUCCEEDED"]],
            ),
        },
    ),
    Resource(
        "WebhookDispatchClient",
        webhook,
        DISPATCHED.replace("REST", "webhookDispatch(dispatch)"),
        {
            "get": (
                """{
                    const { status, webhook, createdAt } = await one.get();
                    return [status, webhook.requestUrl, createdAt instanceof Date];
                }""",
                ["SUCCEEDED", URL, True],
            )
        },
    ),
    Resource(
        "ScheduleCollectionClient",
        schedule,
        "client.schedules()",
        {
            "create": (
                """{
                    const action = { type: 'RUN_ACTOR', actorId, runOptions: { memoryMbytes: 256 },
                        runInput: { body: '{"a": 1}', contentType: 'application/json' } };
                    const made = await one.create({ name: 'often', title: 'Often', cronExpression: '*/30 * * * *',
                        timezone: 'Europe/Prague', isEnabled: true, isExclusive: true, actions: [action],
                        notifications: { email: true } });
                    const [{ id, ...rest }] = made.actions;
                    return [made.title, made.timezone, made.notifications.email, id.length,
                        rest.runOptions.memoryMbytes, rest.runInput.body];
                }""",
                ["Often", "Europe/Prague", True, 17, 256, '{"a": 1}'],
            ),
            "list": (
                "[(await one.list({ limit: 1, desc: true })).items[0].name, (await all(one.list())).length]",
                ["daily", 1],
            ),
        },
    ),
    Resource(
        "ScheduleClient",
        schedule,
        "client.schedule(id)",
        {
            "get": (
                "{ const { name, lastRunAt } = await one.get(); return [name, new Date(lastRunAt).getUTCHours()] }",
                ["daily", 8],
            ),
            "update": (
                """{
                    const { cronExpression, isEnabled, nextRunAt } = await one.update({ cronExpression: '@yearly',
                        isEnabled: false });
                    return [cronExpression, isEnabled, nextRunAt];
                }""",
                ["@yearly", False, None],
            ),
            "delete": DELETED,
            "getLog": ("(await one.getLog()).map(({ message }) => message)", ["Schedule invoked"]),
        },
    ),
    Resource(
        "StoreCollectionClient",
        store,
        "client.store()",
        {
            "list": (
                """[
                    (await one.list({ search: 'mail', sortBy: 'newest', limit: 1, offset: 1 })).items[0].name,
                    (await all(one.list({ search: 'mail' }))).map(({ name }) => name),
                ]""",
                ["mail-writer", ["mail-reader", "mail-writer", "mail-burner"]],
            ),
        },
    ),
    Resource(
        "UserClient",
        user,
        "(await client.actor('someone/scraper').call({}, { memory: 2048, log: null }), client.user())",
        {
            "get": (
                """{
                    const { username, plan, proxy } = await one.get();
                    return [username, plan.maxActorMemoryGbytes > 0, Array.isArray(proxy.groups)];
                }""",
                ["tester", True, True],
            ),
            "monthlyUsage": (
                "Math.round((await one.monthlyUsage()).totalUsageCreditsUsdAfterVolumeDiscount * 100)",
                50,
            ),
            "limits": ("Math.round((await one.limits()).current.monthlyActorComputeUnits)", 2),
            "updateLimits": (
                """{
                    await one.updateLimits({ maxMonthlyUsageUsd: 300, dataRetentionDays: 9 });
                    const { limits } = await one.limits();
                    return [limits.maxMonthlyUsageUsd, limits.dataRetentionDays];
                }""",
                [300, 9],
            ),
        },
    ),
]
