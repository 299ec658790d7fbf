"""JSON pointers (RFC 6901) and their percent-encoded form in the fragment of a URI."""

from urllib.parse import quote, unquote

_UNRESERVED = "-_.!~*'()"  # what encodeURIComponent keeps besides letters and digits


def escape(name: str) -> str:
    """One reference token of a pointer: `~` and `/` are the only special characters."""
    return name.replace("~", "~0").replace("/", "~1")


def encode(name: str) -> str:
    """One reference token inside a URI fragment, encoded as JavaScript's `encodeURIComponent` does."""
    return quote(escape(name), safe=_UNRESERVED, errors="surrogatepass")


def decode(token: str) -> str:
    """The name behind one reference token of a URI fragment."""
    return unquote(token).replace("~1", "/").replace("~0", "~")
