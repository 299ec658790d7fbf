"""A call of each method of the clients of datasets, key-value stores and request queues."""

from npm_resource import DELETED, Resource

ITEMS = [{"n": 1}, {"n": 2}]


def dataset(mockapify):
    fields = {"type": "object", "properties": {"n": {"type": "number"}}}
    return {"id": mockapify.dataset("things", items=ITEMS, schema={"fields": fields}).id}


def key_value_store(mockapify):
    store = mockapify.key_value_store(
        "things",
        schema={
            "actorKeyValueStoreSchemaVersion": 1,
            "title": "Things",
            "collections": {"letters": {"title": "Letters", "keyPrefix": "letter-"}},
        },
    )
    store["letter-a"] = {"text": "a"}
    store["number-1"] = b"1"
    return {"id": store.id}


def request_queue(mockapify):
    requests = [{"url": f"https://example.com/{page}", "uniqueKey": page} for page in "ab"]
    return {"id": mockapify.request_queue("things", requests=requests).id}


def three(declare):
    """Storages of which a page has room for two."""

    def prepare(mockapify):
        for number in range(3):
            declare(mockapify)(f"things-{number}")
        return {}

    return prepare


COLLECTION = {
    "getOrCreate": (
        """{
            const made = await one.getOrCreate('more');
            return [made.name, (await one.getOrCreate('more')).id === made.id, made.createdAt instanceof Date];
        }""",
        ["more", True, True],
    ),
    "list": (
        """[
            (await one.list({ limit: 2, desc: true })).items.map(({ name }) => name),
            (await all(one.list())).length,
        ]""",
        [["things-2", "things-1"], 3],
    ),
}
STORAGE = {
    "get": ("(await one.get()).name", "things"),
    "update": (
        """{
            const { name, title, generalAccess } = await one.update({ name: 'others', title: 'Others',
                generalAccess: 'ANYONE_WITH_ID_CAN_READ' });
            return [name, title, generalAccess];
        }""",
        ["others", "Others", "ANYONE_WITH_ID_CAN_READ"],
    ),
    "delete": DELETED,
}
FETCHED = "await (await fetch(await {url})).json()"

RESOURCES = [
    Resource("DatasetCollectionClient", three(lambda mock: mock.dataset), "client.datasets()", COLLECTION),
    Resource(
        "DatasetClient",
        dataset,
        "client.dataset(id)",
        {
            **STORAGE,
            "pushItems": (
                """{
                    await one.pushItems([{ n: 3 }, { n: 4 }]);
                    await one.pushItems('{"n": 5}');
                    return (await one.listItems({ offset: 2 })).items;
                }""",
                [{"n": 3}, {"n": 4}, {"n": 5}],
            ),
            "listItems": (
                """{
                    const { total, offset, count, limit, desc, items } = await one.listItems({ limit: 1, desc: true });
                    return [total, offset, count, limit, desc, items, await all(one.listItems({ chunkSize: 1 }))];
                }""",
                [2, 0, 1, 1, True, ITEMS[::-1][:1], ITEMS],
            ),
            "downloadItems": (
                "(await one.downloadItems('csv', { bom: false, fields: ['n'], delimiter: ';' })).toString()",
                '"n"\r\n"1"\r\n"2"\r\n',
            ),
            "getStatistics": ("(await one.getStatistics()).fieldStatistics.n.max", 2),
            "createItemsPublicUrl": (
                FETCHED.format(url="one.createItemsPublicUrl({ expiresInSecs: 60, offset: 1 })"),
                ITEMS[1:],
            ),
        },
    ),
    Resource(
        "KeyValueStoreCollectionClient",
        three(lambda mock: mock.key_value_store),
        "client.keyValueStores()",
        COLLECTION,
    ),
    Resource(
        "KeyValueStoreClient",
        key_value_store,
        "client.keyValueStore(id)",
        {
            **STORAGE,
            "listKeys": (
                """[
                    (await one.listKeys({ collection: 'letters' })).items.map(({ key }) => key),
                    (await one.listKeys({ limit: 1 })).nextExclusiveStartKey,
                    (await all(one.listKeys({ prefix: 'number' }))).map(({ key }) => key),
                ]""",
                [["letter-a"], "letter-a", ["number-1"]],
            ),
            "getRecord": (
                """[
                    await one.getRecord('letter-a'),
                    (await one.getRecord('letter-a', { buffer: true })).value.toString(),
                    (await all((await one.getRecord('number-1', { stream: true })).value)).join(''),
                    await one.getRecord('letter-b') === undefined,
                ]""",
                [
                    {"key": "letter-a", "value": {"text": "a"}, "contentType": "application/json; charset=utf-8"},
                    '{"text":"a"}',
                    "1",
                    True,
                ],
            ),
            "setRecord": (
                """{
                    await one.setRecord({ key: 'page', value: '<p>é', contentType: 'text/html; charset=utf-8' });
                    await one.setRecord({ key: 'new', value: { a: [1, null] } });
                    return [(await one.getRecord('page')).value, (await one.getRecord('new')).value];
                }""",
                ["<p>é", {"a": [1, None]}],
            ),
            "recordExists": ("[await one.recordExists('letter-a'), await one.recordExists('b')]", [True, False]),
            "deleteRecord": ("(await one.deleteRecord('number-1'), await one.recordExists('number-1'))", False),
            "getRecordPublicUrl": (FETCHED.format(url="one.getRecordPublicUrl('letter-a')"), {"text": "a"}),
            "createKeysPublicUrl": (
                f"({FETCHED.format(url='one.createKeysPublicUrl({ expiresInSecs: 60 })')}).data.items.length",
                2,
            ),
        },
    ),
    Resource(
        "RequestQueueCollectionClient", three(lambda mock: mock.request_queue), "client.requestQueues()", COLLECTION
    ),
    Resource(
        "RequestQueueClient",
        request_queue,
        "client.requestQueue(id, { clientKey: 'me' })",
        {
            **STORAGE,
            "listHead": ("(await one.listHead()).items.map(({ uniqueKey }) => uniqueKey)", ["a", "b"]),
            "listAndLockHead": (
                """{
                    const head = await one.listAndLockHead({ lockSecs: 60, limit: 1 });
                    const isLocked = head.items[0].lockExpiresAt instanceof Date;
                    return [head.items.length, head.clientKey, isLocked, (await one.listHead()).items.length];
                }""",
                [1, "me", True, 1],
            ),
            "addRequest": (
                """{
                    const url = 'https://example.com';
                    const add = (uniqueKey) => one.addRequest({ url, uniqueKey }, { forefront: true });
                    const [old, fresh] = [await add('a'), await add('c')];
                    const [first] = (await one.listHead()).items;
                    return [old.wasAlreadyPresent, fresh.wasAlreadyPresent, first.uniqueKey];
                }""",
                [True, False, "c"],
            ),
            "batchAddRequests": (
                """{
                    const request = (_, n) => ({ url: `https://example.com/${n}`, uniqueKey: `${n}` });
                    const more = Array.from({ length: 60 }, request);
                    const { processedRequests } = await one.batchAddRequests(more);
                    return [processedRequests.length, (await one.get()).totalRequestCount];
                }""",
                [60, 62],
            ),
            "batchDeleteRequests": (
                "(await one.batchDeleteRequests([{ uniqueKey: 'a' }, { uniqueKey: 'b' }])).processedRequests.length",
                2,
            ),
            "getRequest": (
                """[
                    (await one.getRequest((await one.listHead()).items[0].id)).url,
                    await one.getRequest('aaaaaaaaaaaaaaa') === undefined,
                ]""",
                ["https://example.com/a", True],
            ),
            "updateRequest": (
                """{
                    const [first] = (await one.listHead()).items;
                    const handledAt = new Date().toISOString();
                    const { wasAlreadyHandled } = await one.updateRequest({ ...first, handledAt });
                    return [wasAlreadyHandled, (await one.get()).handledRequestCount];
                }""",
                [False, 1],
            ),
            "deleteRequest": (
                """{
                    const [{ id }] = (await one.listHead()).items;
                    await one.deleteRequest(id);
                    return await one.getRequest(id) === undefined;
                }""",
                True,
            ),
            "prolongRequestLock": (
                """{
                    const [{ id, lockExpiresAt }] = (await one.listAndLockHead({ lockSecs: 9 })).items;
                    return (await one.prolongRequestLock(id, { lockSecs: 60 })).lockExpiresAt > lockExpiresAt;
                }""",
                True,
            ),
            "deleteRequestLock": (
                """{
                    const [{ id }] = (await one.listAndLockHead({ lockSecs: 60 })).items;
                    await one.deleteRequestLock(id, { forefront: true });
                    return (await one.listHead()).items.length;
                }""",
                1,
            ),
            "listRequests": (
                """{
                    const { items, limit } = await one.listRequests({ limit: 1, filter: ['pending'] });
                    return [items.length, limit, (await all(one.listRequests())).length];
                }""",
                [1, 1, 2],
            ),
            "paginateRequests": (
                "(await all(one.paginateRequests({ maxPageLimit: 1 }))).map(({ items }) => items.length)",
                [1, 1],
            ),
            "unlockRequests": (
                "(await one.listAndLockHead({ lockSecs: 60 }), (await one.unlockRequests()).unlockedCount)",
                2,
            ),
        },
    ),
]
