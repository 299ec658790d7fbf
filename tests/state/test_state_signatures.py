import base64

from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from mockapify.state import signatures
from mockapify.state.signatures import opens_content, opens_record, sign, sign_content

SECRET = "hmac-secret-key"


@each_case(
    ("secret", "message", "signature"),
    [
        (SECRET, "hmac-message-to-be-authenticated", "pcVagAsudj8dFqdlg7mG"),
        ("hmac-same-secret-key", "hmac-same-message-to-be-authenticated", "FYMcmTIm3idXqleF1Sw5"),
    ],
)
def test_signatures_are_those_of_the_official_clients(secret, message, signature):
    assert sign(secret, message) == signature
    assert opens_record(signature, secret, message)


def test_a_content_signature_is_that_of_the_official_clients():
    assert sign_content(SECRET, "resource-id") == "MC4wLjNUd2ZFRTY1OXVmU05zbVM0N2xS"
    assert opens_content("MC4wLjNUd2ZFRTY1OXVmU05zbVM0N2xS", SECRET, "resource-id", 0)


@each_case(("now", "opens"), [(0, True), (999_999, True), (1_000_000, False), (2_000_000, False)])
def test_a_content_signature_is_good_until_it_expires(now, opens):
    assert opens_content(sign_content(SECRET, "id", 1_000_000), SECRET, "id", now) is opens


def test_both_spellings_of_base64_with_and_without_padding_are_read():
    # This one has a byte that the two alphabets spell differently.
    text = base64.urlsafe_b64decode(sign_content(SECRET, "id", 5) + "==")
    for spelled in (base64.b64encode(text), base64.urlsafe_b64encode(text)):
        assert opens_content(spelled.decode(), SECRET, "id", 0)
        assert opens_content(spelled.decode().rstrip("="), SECRET, "id", 0)


@each_case(
    "signature",
    ["", "x", "ä", "\0", "====", "MC4w", sign_content(SECRET, "other"), sign_content("other", "id"),
     base64.b64encode(b"1.0." + sign(SECRET, "1.0.id").encode()).decode(),
     base64.b64encode(b"0.x." + sign(SECRET, "0.x.id").encode()).decode(),
     base64.b64encode(b"0." + b"9" * 5000 + b".x").decode(), base64.b64encode(b"0.0.\xff").decode(),
     base64.b64encode(b"0.0.x.y").decode()],
)  # fmt: skip
def test_what_is_no_signature_opens_nothing(signature):
    assert opens_content(signature, SECRET, "id", 0) is False
    assert opens_record(signature, SECRET, "id") is False


@settings(max_examples=50)
@given(secret=st.text("abc", min_size=1), storage=st.text("xyz", min_size=1), expires=st.integers(1, 2**45))
def test_a_genuine_signature_opens_its_own_storage_only(secret, storage, expires):
    signature = sign_content(secret, storage, expires)
    assert opens_content(signature, secret, storage, expires - 1)
    assert not opens_content(signature, secret, storage + "x", expires - 1)
    assert not opens_content(signature, secret + "x", storage, expires - 1)
    assert not opens_content(signature, secret, storage, expires)


@each_case("verdict", [True, False])
def test_nothing_but_a_comparison_in_constant_time_tells_what_is_genuine(monkeypatch, verdict):
    monkeypatch.setattr(signatures.hmac, "compare_digest", lambda *_: verdict)
    for secret in (SECRET, "another"):
        assert opens_record(sign(secret, "page"), SECRET, "page") is verdict
        assert opens_content(sign_content(secret, "id"), SECRET, "id", 0) is verdict
