from cases import each_case
from hypothesis import given
from hypothesis import strategies as st

from mockapify.personalize import arn

PART = st.text(st.characters(codec="ascii", categories=("L", "N"), include_characters="-_"), min_size=1)


@given(PART, PART, PART, PART, st.lists(PART, min_size=1).map("/".join))
def test_an_arn_is_read_back_from_its_text(partition, region, account, type_, path):
    made = arn.Arn(partition, region, account, type_, path)

    assert arn.parse(str(made)) == made


@each_case(
    ("path", "kind"),
    [
        ("dataset/shop/ITEMS", "ITEMS"),
        ("dataset/shop/ACTION_INTERACTIONS", "ACTION_INTERACTIONS"),
        ("dataset/shop/SONGS", None),
        ("dataset/ITEMS", None),
        ("schema/shop/ITEMS", None),
    ],
)
def test_the_kind_of_a_dataset_is_the_end_of_its_arn(path, kind):
    assert arn.parse(f"arn:aws:personalize:us-east-1:123456789012:{path}").dataset_kind == kind


@each_case("text", ["", "shop", "arn:aws:s3:::bucket", "arn:aws:personalize:us-east-1:123456789012:"])
def test_other_text_is_no_arn_of_personalize(text):
    assert arn.parse(text) is None


def test_arns_are_made_for_a_region():
    assert arn.make("eu-west-1", "schema", "s") == "arn:aws:personalize:eu-west-1:123456789012:schema/s"
