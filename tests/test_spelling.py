"""What is taken for what somebody meant."""

from mockapify.spelling import closest, did_you_mean


def test_the_name_that_looks_most_alike_is_meant():
    assert closest("datset", ["database", "dataset", "actor"]) == "dataset"


def test_nothing_is_meant_where_no_name_looks_like_it():
    assert closest("webhook", ["dataset", "actor"]) is None


def test_how_much_alike_they_must_be_is_said():
    assert closest("webhook", ["dataset", "actor"], cutoff=0.1) is not None


def test_it_is_asked_or_else_said_what_there_is():
    assert did_you_mean("datset", ["dataset"], "there are none") == "did you mean 'dataset'?"
    assert did_you_mean("webhook", ["dataset"], "there are none") == "there are none"
    assert did_you_mean("webhook", ["dataset"]) == ""
