import pytest
from cases import each_case

from mockapify import wire
from mockapify.clock import Timestamp


class Sample(wire.Resource, kw_only=True):
    default_dataset_id: str
    started_at: Timestamp
    exit_code: int | wire.UnsetType = wire.UNSET
    finished_at: Timestamp | None = None

    def __post_init__(self):
        self.secret = "never shown"


def test_a_resource_is_camel_case_with_millisecond_dates_absent_and_null_fields_and_no_hidden_state():
    sample = Sample(default_dataset_id="d", started_at=Timestamp.at(1.5))
    assert wire.encode(sample) == (b'{"defaultDatasetId":"d","startedAt":"1970-01-01T00:00:01.500Z","finishedAt":null}')


def test_keys_of_user_data_are_not_touched():
    assert wire.encode({"snake_case": {"camelCase": "ä\u2028"}}) == '{"snake_case":{"camelCase":"ä\u2028"}}'.encode()


def test_what_has_no_json_form_is_named():
    with pytest.raises(TypeError, match="object has no JSON form"):
        wire.encode({"a": object()})


@each_case(
    "data",
    [b"", b"{", b"{} x", b"\xff", b'"\xff"', b"NaN", b"[" * 100_000, b'{"a":' * 100_000, b"\xef\xbb\xbf{}"],
)
def test_what_is_no_json_is_an_error_and_no_other_exception(data):
    with pytest.raises(wire.JSONError):
        wire.decode(data)
    with pytest.raises(wire.JSONError):
        wire.decode_as(data, dict[str, str])


def test_json_of_another_shape_says_where():
    with pytest.raises(wire.JSONError, match=r"Expected `str`, got `int` - at `\$\.defaultDatasetId`"):
        wire.decode_as(b'{"defaultDatasetId": 1}', Sample)
