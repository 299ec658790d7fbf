"""A Personalize with a clock that tests move, and boto3 clients of it over a real socket."""

import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
import pytest
from botocore.config import Config
from personalize_samples import ITEMS_SCHEMA, REGION, CountingIds, ManualClock

from mockapify.personalize import Personalize, answer, respond


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def personalize(clock):
    return Personalize(clock, CountingIds())


@pytest.fixture
def call(personalize):
    """Runs an operation without a socket: `call("ListSchemas", maxResults=1)` gives the status and the read body."""

    def run(operation, region=REGION, **members):
        answered = answer(personalize, operation, json.dumps(members).encode(), region=region)
        return answered.status, json.loads(answered.body) if answered.body else None

    return run


@pytest.fixture
def error(call):
    """Runs an operation that must fail: gives the status, the code and the message."""

    def run(operation, **members):
        status, body = call(operation, **members)
        assert status >= 400, body
        return status, body["__type"], body["message"]

    return run


@pytest.fixture
def shop(call, clock):
    """An ACTIVE dataset group `shop` and a schema `items`, by their ARNs."""
    _, group = call("CreateDatasetGroup", name="shop")
    _, schema = call("CreateSchema", name="items", schema=json.dumps(ITEMS_SCHEMA))
    clock.shift(1)
    return group["datasetGroupArn"], schema["schemaArn"]


@pytest.fixture
def create_dataset(call, shop):
    """Creates a dataset in the group `shop` with the schema `items`; gives its ARN."""

    def run(kind="Items"):
        group, schema = shop
        _, body = call("CreateDataset", name="d", datasetGroupArn=group, schemaArn=schema, datasetType=kind)
        return body["datasetArn"]

    return run


def _handler(personalize):
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            path, _, query = self.path.partition("?")
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with lock:
                answered = respond(personalize, path, dict(self.headers.items()), query, body)
            self.send_response(answered.status)
            for name, value in answered.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answered.body)))
            self.end_headers()
            self.wfile.write(answered.body)

        def log_message(self, *args):
            pass

    return Handler


@pytest.fixture
def endpoint(personalize):
    """The address of a server with `personalize`."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(personalize)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="session")
def aws_session():
    """One session for the whole run, so models are read once. It asks neither the home folder nor the network."""
    kept = {name: os.environ.get(name) for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")}
    os.environ.update(dict.fromkeys(kept, os.devnull), AWS_EC2_METADATA_DISABLED="true")
    yield boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)
    os.environ.pop("AWS_EC2_METADATA_DISABLED")
    for name, value in kept.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


@pytest.fixture
def connect(aws_session, endpoint):
    """Makes boto3 clients of the server: `connect("personalize")`. They send what they are given, unchecked."""
    clients = []

    def run(service, region=REGION):
        config = Config(
            retries={"max_attempts": 1},
            parameter_validation=False,
            read_timeout=10,
            ignore_configured_endpoint_urls=True,
        )
        clients.append(aws_session.client(service, endpoint_url=endpoint, region_name=region, config=config))
        return clients[-1]

    yield run
    for client in clients:
        client.close()


@pytest.fixture
def control(connect):
    return connect("personalize")


@pytest.fixture
def events(connect):
    return connect("personalize-events")
