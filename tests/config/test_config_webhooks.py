import pytest
from cases import each_case

from mockapify.config import ConfigError

ACTOR = "[[actors]]\nname = 'janedoe/scraper'\n"
TASK = "[[tasks]]\nname = 'janedoe/nightly'\nactor = 'janedoe/scraper'\n"


def test_a_webhook_of_an_actor_is_called_when_its_runs_end(load):
    world = load(f"{ACTOR}[[webhooks]]\nuser = 'alice'\nactor = 'janedoe/scraper'\nurl = 'http://localhost/'")
    (webhook,) = world.webhooks.values()
    (actor,) = world.actors
    assert webhook.condition.given == {"actor_id": actor.id}
    assert webhook.event_types == [f"ACTOR.RUN.{end}" for end in ("SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT")]
    assert (world.users[webhook.user_id].username, webhook.do_not_retry) == ("alice", False)


def test_a_webhook_of_a_task_says_what_it_is_called_for_and_with(load):
    world = load(f"""
        {ACTOR}{TASK}
        [[webhooks]]
        user = 'janedoe'
        task = 'janedoe~nightly'
        url = 'https://hooks.test/'
        events = ['ACTOR.RUN.CREATED']
        payload_template = '{{{{resource}}}}'
        headers_template = '{{}}'
        interpolate_strings = true
        ignore_ssl_errors = true
        retry = false
        """)
    (webhook,) = world.webhooks.values()
    (task,) = world.tasks
    assert webhook.condition.given == {"actor_task_id": task.id}
    assert (webhook.event_types, webhook.payload_template, webhook.headers_template) == (
        ["ACTOR.RUN.CREATED"],
        "{{resource}}",
        "{}",
    )
    assert webhook.should_interpolate_strings
    assert webhook.ignore_ssl_errors
    assert webhook.do_not_retry


def test_hosts_that_may_be_called_are_a_setting(load):
    assert load("webhook_hosts = ['hooks.test', '*.example.com']").settings.webhook_hosts == (
        "hooks.test",
        "*.example.com",
    )


@each_case(
    ("lines", "told"),
    [
        ("url = 'http://localhost/'", r"webhooks\[0\]: a webhook needs either 'actor' or 'task'"),
        ("actor = 'a/b'\ntask = 'a/b'\nurl = 'http://localhost/'", "either 'actor' or 'task'"),
        ("actor = 'janedoe/none'\nurl = 'http://localhost/'", "there is no Actor 'janedoe/none'"),
        ("task = 'nobody/none'\nurl = 'http://localhost/'", "there is no task 'nobody/none'"),
        ("actor = 'janedoe/scraper'\nurl = 'localhost'", '"requestUrl" must be an http or https URL, not "localhost"'),
        ("actor = 'janedoe/scraper'\nurl = 'http://a/'\nevents = ['SUCCEEDED']", "must be one or more of ACTOR.RUN"),
    ],
)
def test_what_will_not_do_is_told_with_its_line(load, lines, told):
    with pytest.raises(ConfigError, match=f"line 3: .*{told}"):
        load(f"{ACTOR}[[webhooks]]\nuser = 'janedoe'\n{lines}")
