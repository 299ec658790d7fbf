"""A key-value store that several clients use, against a model of a few lines."""

import gzip
import json
import zlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from zipfile import ZipFile

import brotli
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from mockapify.state.signatures import sign

ENCODE = {"identity": bytes, "gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}
DECODE = {None: bytes, "gzip": gzip.decompress, "deflate": zlib.decompress, "br": brotli.decompress}

CLIENTS = 3
KEYS = st.text("abB1-.'!()", min_size=1, max_size=2).filter(lambda key: key not in (".", ".."))
VALUES = st.binary(max_size=20) | st.binary(min_size=1, max_size=1).map(lambda byte: byte * 70_000)
CONTENT_TYPES = st.sampled_from(["text/plain; charset=utf-8", "application/json", "image/png"])
ENCODINGS = st.sampled_from([*ENCODE])


class Client:
    """One connection of its own."""

    def __init__(self, connection, token):
        self._connection = connection
        self._token = token

    def ask(self, method, path, body=None, *, signature=None, **headers):
        if signature is None:
            headers["Authorization"] = f"Bearer {self._token}"
        else:
            path += f"?signature={signature}"
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request(method, f"/v2/key-value-stores/{path}", body, sent)
        answer = self._connection.getresponse()
        return answer.status, answer.headers, answer.read()


class StoreMachine(RuleBasedStateMachine):
    def __init__(self, mock, clients):
        super().__init__()
        self.clients = clients
        self.id = mock.key_value_store().id
        self.secret = self.shown()["urlSigningSecretKey"]
        self.model = {}
        self.stored_bytes = {}

    def shown(self):
        return self.answer(self.clients[0].ask("GET", self.id))

    @staticmethod
    def answer(asked):
        status, _, body = asked
        assert status == 200
        return json.loads(body)["data"]

    @rule(
        client=st.integers(0, CLIENTS - 1),
        method=st.sampled_from(["PUT", "POST"]),
        key=KEYS,
        value=VALUES,
        content_type=CONTENT_TYPES,
        encoding=ENCODINGS,
    )
    def put(self, client, method, key, value, content_type, encoding):
        encoded = ENCODE[encoding](value)
        headers = {"Content_Type": content_type, "Content_Encoding": encoding}
        status, _, body = self.clients[client].ask(method, f"{self.id}/records/{key}", encoded, **headers)
        assert (status, body) == (201, b"{}")
        self.model[key] = (value, content_type)
        self.stored_bytes[key] = len(encoded)

    @rule(values=st.lists(VALUES, min_size=CLIENTS, max_size=CLIENTS))
    def put_all_at_once(self, values):
        def put_own(number):
            headers = {"Content_Type": "text/plain"}
            return self.clients[number].ask("PUT", f"{self.id}/records/own-{number}", values[number], **headers)[0]

        with ThreadPoolExecutor(CLIENTS) as pool:
            assert list(pool.map(put_own, range(CLIENTS))) == [201] * CLIENTS
        for number, value in enumerate(values):
            self.model[f"own-{number}"] = (value, "text/plain")
            self.stored_bytes[f"own-{number}"] = len(value)

    @rule(client=st.integers(0, CLIENTS - 1), key=KEYS)
    def delete(self, client, key):
        assert self.clients[client].ask("DELETE", f"{self.id}/records/{key}")[0] == 204
        self.model.pop(key, None)
        self.stored_bytes.pop(key, None)

    @rule(client=st.integers(0, CLIENTS - 1), data=st.data(), accepted=ENCODINGS, signed=st.booleans())
    def get(self, client, data, accepted, signed):
        key = data.draw(st.sampled_from(sorted({*self.model, "a"})))
        signature = sign(self.secret, key) if signed else None
        path = f"{self.id}/records/{key}"
        status, headers, body = self.clients[client].ask("GET", path, signature=signature, Accept_Encoding=accepted)
        if key not in self.model:
            assert status == 404
            return
        assert headers["Content-Encoding"] in (None, accepted)
        found = DECODE[headers["Content-Encoding"]](body), headers["Content-Type"]
        assert (status, found) == (200, self.model[key])

    @rule(client=st.integers(0, CLIENTS - 1), limit=st.integers(1, 3))
    def list_keys_in_pages(self, client, limit):
        sizes, after = {}, ""
        while after is not None:
            page = self.answer(
                self.clients[client].ask("GET", f"{self.id}/keys?limit={limit}&exclusiveStartKey={after}")
            )
            assert page["count"] == len(page["items"]) <= limit
            sizes |= {item["key"]: item["size"] for item in page["items"]}
            after = page["nextExclusiveStartKey"]
        assert list(sizes) == sorted(self.model)
        assert sizes == self.stored_bytes

    @rule(client=st.integers(0, CLIENTS - 1))
    def download(self, client):
        status, _, body = self.clients[client].ask("GET", f"{self.id}/records")
        with ZipFile(BytesIO(body)) as archive:
            found = {name: archive.read(name) for name in archive.namelist()}
        assert (status, found) == (200, {key: value for key, (value, _) in self.model.items()})

    @invariant()
    def counts_the_bytes_that_are_stored(self):
        assert self.shown()["stats"].get("storageBytes", 0) == sum(self.stored_bytes.values())


@pytest.mark.mockapify(clock="manual", seed=7)
def test_several_clients_see_one_store(mockapify, connect):
    clients = [Client(connect(), mockapify.token) for _ in range(CLIENTS)]
    run_state_machine_as_test(
        lambda: StoreMachine(mockapify, clients),
        settings=settings(max_examples=12, stateful_step_count=15, deadline=None),
    )
