"""`[[schedules]]`"""

from datetime import timedelta

import pytest
from cases import each_case

from mockapify.config import ConfigError

WORLD = """
[[actors]]
name = "janedoe/scraper"
[[tasks]]
name = "janedoe/nightly"
actor = "janedoe/scraper"
"""


def test_a_schedule_of_an_actor_is_enabled(load):
    world = load(
        f"{WORLD}[[schedules]]\nuser = 'alice'\nactor = 'janedoe/scraper'\ncron = '@daily'\ninput = {{ a = 1 }}"
    )
    (schedule,) = world.schedules
    (action,) = schedule.actions
    (actor,) = world.actors
    assert (action.actor_id, action.run_input.body) == (actor.id, '{"a":1}')
    assert (world.users[schedule.user_id].username, schedule.name, schedule.timezone) == ("alice", "my-schedule", "UTC")
    assert timedelta() < schedule.next_run_at - schedule.created_at <= timedelta(days=1)


def test_a_schedule_of_a_task_says_all_there_is_to_say(load):
    world = load(
        f"""{WORLD}
        [[schedules]]
        user = "janedoe"
        name = "mornings"
        task = "janedoe/nightly"
        cron = "0 8 * * *"
        timezone = "Europe/Prague"
        input = {{ limit = 5 }}
        exclusive = true
        enabled = false
        """
    )
    (schedule,) = world.schedules
    (action,) = schedule.actions
    (task,) = world.tasks
    assert (action.actor_task_id, action.input) == (task.id, {"limit": 5})
    assert (schedule.name, schedule.cron_expression, schedule.timezone) == ("mornings", "0 8 * * *", "Europe/Prague")
    assert (schedule.is_exclusive, schedule.is_enabled, schedule.next_run_at) == (True, False, None)


@each_case(
    ("lines", "message"),
    [
        pytest.param("cron = '@daily'", r"schedules\[0\]: a schedule needs either 'actor' or 'task'", id="nothing"),
        pytest.param(
            "cron = '@daily'\nactor = 'janedoe/none'",
            r"there is no Actor 'janedoe/none'; declare it, as 'username/name'",
            id="actor",
        ),
        pytest.param("cron = '@daily'\ntask = 'janedoe/none'", "there is no task 'janedoe/none'", id="task"),
        pytest.param(
            "cron = '0 0 30 2 *'\nactor = 'janedoe/scraper'", 'Cron expression "0 0 30 2 \\*" is not valid', id="cron"
        ),
        pytest.param("cron = '@daily'\ntimezone = 'Mars'\nactor = 'janedoe/scraper'", 'not "Mars"', id="timezone"),
    ],
)
def test_what_will_not_do_is_told_with_its_place(load, lines, message):
    with pytest.raises(ConfigError, match=message):
        load(f"{WORLD}[[schedules]]\nuser = 'janedoe'\n{lines}")
