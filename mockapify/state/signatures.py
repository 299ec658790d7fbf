"""Signed URLs: HMAC-SHA256, shortened and written in base 62 (apify-shared-js, `hmac` and `storages` utilities)."""

import base64
import binascii
import hashlib
import hmac
import string
from functools import lru_cache

BASE_62 = string.digits + string.ascii_lowercase + string.ascii_uppercase
MAC_HEX_DIGITS = 30
VERSION = "0"


def sign(secret: str, message: str) -> str:
    """The signature of a message; of a record its key is the message."""
    digest = hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()
    number = int(digest[:MAC_HEX_DIGITS], 16)
    letters = []
    while number:
        number, rest = divmod(number, 62)
        letters.append(BASE_62[rest])
    return "".join(reversed(letters)) or "0"


@lru_cache(maxsize=1024)  # A function of its arguments alone; each look at a dataset asks for the same one.
def sign_content(secret: str, storage_id: str, expires_at_millis: int = 0) -> str:
    """The signature that opens a dataset's items or a store's keys; 0 means for ever."""
    mac = sign(secret, f"{VERSION}.{expires_at_millis}.{storage_id}")
    signature = base64.urlsafe_b64encode(f"{VERSION}.{expires_at_millis}.{mac}".encode())
    return signature.decode().rstrip("=")


def opens_content(signature: str, secret: str, storage_id: str, now_millis: float) -> bool:
    """Whether a content signature is genuine and not expired. Both base64 spellings and missing padding are fine."""
    padded = signature.replace("+", "-").replace("/", "_").rstrip("=")
    try:
        text = base64.urlsafe_b64decode(padded + "=" * (-len(padded) % 4)).decode()
        version, expires_at, mac = text.split(".")
        expires_at_millis = int(expires_at)
    except (binascii.Error, ValueError):
        return False
    expected = sign(secret, f"{VERSION}.{expires_at_millis}.{storage_id}")
    genuine = version == VERSION and hmac.compare_digest(mac.encode(), expected.encode())
    return genuine and (expires_at_millis == 0 or now_millis < expires_at_millis)


def opens_record(signature: str, secret: str, key: str) -> bool:
    """Whether a record signature is genuine."""
    return hmac.compare_digest(signature.encode(), sign(secret, key).encode())
