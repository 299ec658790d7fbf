import re

from cases import each_case

from mockapify.ids import Ids


def test_the_same_seed_gives_the_same_sequence():
    one, other = Ids(7), Ids(7)
    assert [one.new() for _ in range(5)] == [other.new() for _ in range(5)]


@each_case(("one", "other"), [(7, 8), (None, None), ("a", "b")])
def test_other_seeds_and_none_give_other_ids(one, other):
    assert Ids(one).new() != Ids(other).new()


def test_ids_are_17_letters_and_digits_and_differ():
    ids = Ids(7)
    made = [ids.new() for _ in range(1000)]
    assert all(re.fullmatch("[a-zA-Z0-9]{17}", id_) for id_ in made)
    assert len(set(made)) == 1000


def test_digits_come_from_their_alphabet():
    ids = Ids(7)
    assert re.fullmatch("[0-9a-f]{40}", ids.digits(40))
    assert re.fullmatch("[xy]{12}", ids.digits(12, "xy"))
    assert re.fullmatch("[a-zA-Z0-9]{24}", ids.secret())
