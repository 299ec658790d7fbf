"""A call of each method of the clients of Actors, versions, environment variables and builds."""

from npm_resource import DELETED, Resource, nothing

CREATED = """{
    const sourceFiles = [{ name: 'main.js', format: 'TEXT', content: "console.log('hello')" }];
    const version = { versionNumber: '0.1', sourceType: 'SOURCE_FILES', buildTag: 'latest', sourceFiles };
    const envVars = [{ name: 'KEY', value: 'abc', isSecret: true }];
    const { id } = await client.actors().create({ name: 'scraper', versions: [{ ...version, envVars }] });
    const actor = client.actor(id);
    const { id: first } = await actor.build('0.1', { waitForFinish: 60 });
    REST
}"""
"""An Actor that was created by the client, and built."""


def created(rest):
    """The JavaScript that makes the Actor and goes on with `rest`."""
    return CREATED.replace("REST", rest)


RESOURCES = [
    Resource(
        "ActorClient",
        nothing,
        created("return actor;"),
        {
            "get": (
                """{
                    const { name, stats, versions } = await one.get();
                    return [name, stats.totalBuilds, versions.length];
                }""",
                ["scraper", 1, 1],
            ),
            "update": (
                """{
                    const options = { build: 'latest', timeoutSecs: 60, memoryMbytes: 256 };
                    const changed = await one.update({ title: 'Changed', defaultRunOptions: options });
                    const { timeoutSecs, memoryMbytes } = changed.defaultRunOptions;
                    return [changed.title, timeoutSecs, memoryMbytes];
                }""",
                ["Changed", 60, 256],
            ),
            "delete": DELETED,
            "start": (
                """{
                    const run = await one.start({ a: 1 }, { memory: 256, timeout: 60, build: '0.1.1' });
                    const { value } = await client.run(run.id).keyValueStore().getRecord('INPUT');
                    return [run.status, run.options.memoryMbytes, run.options.timeoutSecs, run.buildNumber, value];
                }""",
                ["READY", 256, 60, "0.1.1", {"a": 1}],
            ),
            "call": (
                """{
                    const { status, exitCode, startedAt, finishedAt } = await one.call({ a: 1 }, { log: null });
                    return [status, exitCode, finishedAt > startedAt];
                }""",
                ["SUCCEEDED", 0, True],
            ),
            "validateInput": ("await one.validateInput({ any: 'thing' })", True),
            "build": ("(await one.build('0.1', { tag: 'beta', useCache: true })).buildNumber", "0.1.2"),
            "defaultBuild": ("(await (await one.defaultBuild()).get()).status", "SUCCEEDED"),
            "lastRun": (
                "(await one.call({}, { log: null }), (await one.lastRun({ status: 'SUCCEEDED' }).get()).exitCode)",
                0,
            ),
            "builds": ("(await one.builds().list()).items.map(({ buildNumber }) => buildNumber)", ["0.1.1"]),
            "runs": ("(await one.start(), (await one.runs().list()).total)", 1),
            "version": ("(await one.version('0.1').get()).buildTag", "latest"),
            "versions": ("(await one.versions().list()).total", 1),
            "webhooks": ("(await one.webhooks().list()).items", []),
        },
    ),
    Resource(
        "ActorCollectionClient",
        nothing,
        created("return client.actors();"),
        {
            "create": (
                """{
                    const options = { build: 'latest', timeoutSecs: 60, memoryMbytes: 256, restartOnError: true };
                    const made = await one.create({ name: 'more', title: 'More', defaultRunOptions: options });
                    return [made.title, made.isPublic, made.defaultRunOptions.restartOnError];
                }""",
                ["More", False, True],
            ),
            "list": (
                """[
                    (await one.list({ my: true, desc: true, sortBy: 'stats.lastRunStartedAt' })).total,
                    (await all(one.list())).map(({ name }) => name),
                ]""",
                [1, ["scraper"]],
            ),
        },
    ),
    Resource(
        "ActorVersionClient",
        nothing,
        created("await actor.versions().create({ ...version, versionNumber: '0.2' }); return actor.version('0.1');"),
        {
            "get": ("(await one.get()).sourceFiles[0].name", "main.js"),
            "update": ("(await one.update({ buildTag: 'beta' })).buildTag", "beta"),
            "delete": DELETED,
            "envVar": ("(await one.envVar('KEY').get()).isSecret", True),
            "envVars": ("(await one.envVars().list()).total", 1),
        },
    ),
    Resource(
        "ActorVersionCollectionClient",
        nothing,
        created("return actor.versions();"),
        {
            "create": (
                """{
                    const gitRepoUrl = 'https://example.com/x.git';
                    const made = await one.create({ versionNumber: '1.0', sourceType: 'GIT_REPO', gitRepoUrl });
                    return made.gitRepoUrl;
                }""",
                "https://example.com/x.git",
            ),
            "list": ("(await all(one.list())).map(({ versionNumber }) => versionNumber)", ["0.1"]),
        },
    ),
    Resource(
        "ActorEnvVarClient",
        nothing,
        created("return actor.version('0.1').envVar('KEY');"),
        {
            "get": (
                "{ const { name, isSecret, ...rest } = await one.get(); return [name, isSecret, rest] }",
                ["KEY", True, {}],
            ),
            "update": ("(await one.update({ name: 'KEY', value: 'new', isSecret: false })).value", "new"),
            "delete": DELETED,
        },
    ),
    Resource(
        "ActorEnvVarCollectionClient",
        nothing,
        created("return actor.version('0.1').envVars();"),
        {
            "create": ("(await one.create({ name: 'MORE', value: '1', isSecret: false })).value", "1"),
            "list": ("(await all(one.list())).map(({ name }) => name)", ["KEY"]),
        },
    ),
    Resource(
        "BuildClient",
        nothing,
        created("await actor.build('0.1', { waitForFinish: 60 }); return client.build(first);"),
        {
            "get": ("(await one.get({ waitForFinish: 1 })).buildNumber", "0.1.1"),
            "abort": ("(await one.abort()).status", "SUCCEEDED"),
            "delete": DELETED,
            "getOpenApiDefinition": (
                """{
                    const { openapi, paths } = await one.getOpenApiDefinition();
                    return [openapi.slice(0, 2), Object.keys(paths).length > 0];
                }""",
                ["3.", True],
            ),
            "waitForFinish": ("(await one.waitForFinish({ waitSecs: 9 })).status", "SUCCEEDED"),
            "log": ("(await one.log().get()).includes('Build finished')", True),
        },
    ),
    Resource(
        "BuildCollectionClient",
        nothing,
        created("await actor.build('0.1', { waitForFinish: 60 }); return client.builds();"),
        {
            "list": (
                """[
                    (await one.list({ desc: true, limit: 1 })).items[0].buildNumber,
                    (await all(one.list())).map(({ status }) => status),
                ]""",
                ["0.1.2", ["SUCCEEDED", "SUCCEEDED"]],
            ),
        },
    ),
]
