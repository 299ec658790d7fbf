from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from mockapify.clock import Timestamp
from mockapify.state.deadlines import SLACK, Deadlines

NOW = Timestamp.at(1_800_000_000)
IDS = st.sampled_from("abcdef")


class DeadlinesMachine(RuleBasedStateMachine):
    """Deadlines beside a plain dict, in the order of setting, that is sorted whenever somebody asks."""

    def __init__(self):
        super().__init__()
        self.deadlines = Deadlines()
        self.model = {}

    @rule(id_=IDS, seconds=st.integers(0, 4))
    def set(self, id_, seconds):
        self.deadlines.set(id_, NOW + timedelta(seconds=seconds))
        self.model.pop(id_, None)
        self.model[id_] = seconds

    @rule(id_=IDS)
    def drop(self, id_):
        self.deadlines.drop(id_)
        self.model.pop(id_, None)

    @rule(seconds=st.integers(0, 4))
    def take_due(self, seconds):
        due = sorted((id_ for id_ in self.model if self.model[id_] <= seconds), key=self.model.get)
        assert self.deadlines.take_due(NOW + timedelta(seconds=seconds)) == due
        for id_ in due:
            del self.model[id_]

    @invariant()
    def has_as_many(self):
        assert len(self.deadlines) == len(self.model)


DeadlinesMachine.TestCase.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
TestDeadlinesLikeADictThatIsSorted = DeadlinesMachine.TestCase


def test_what_is_dropped_does_not_pile_up():
    deadlines = Deadlines()
    deadlines.set("stays", NOW)

    for _ in range(5_000):
        deadlines.set("comes and goes", NOW)
        deadlines.drop("comes and goes")

    assert len(deadlines._heap) <= SLACK + 2
    assert deadlines.take_due(NOW) == ["stays"]


def test_what_is_set_again_and_again_does_not_pile_up():
    deadlines = Deadlines()

    for number in range(5_000):
        deadlines.set("prolonged", NOW + timedelta(seconds=number))

    assert len(deadlines._heap) <= SLACK + 2
    assert deadlines.take_due(NOW + timedelta(seconds=4_998)) == []
    assert deadlines.take_due(NOW + timedelta(seconds=4_999)) == ["prolonged"]
