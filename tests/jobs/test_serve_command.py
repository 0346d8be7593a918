"""The site is served by processes that share a port; one that dies is replaced."""

import http.client
import signal
import socket
import subprocess
import time
from collections.abc import Iterator

import psutil
import pytest
from django.db import connection
from tests.jobs.test_killed_nightly import process

START = "from posse.cli.app import main; main()"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def served(transactional_db, tmp_path) -> Iterator[tuple[int, subprocess.Popen]]:
    """The port of a site on the tests' database, and the process that serves it."""
    port = free_port()
    options = ("serve", "--port", str(port), "--processes", "2")
    serving = process(connection.settings_dict["NAME"], tmp_path, "-c", START, *options)
    try:
        yield port, serving
    finally:
        serving.send_signal(signal.SIGTERM)
        serving.communicate(timeout=30)


def answer(port: int, *, within_seconds: float = 60) -> int:
    """The status of the sign-in page, once it answers."""
    deadline = time.monotonic() + within_seconds
    while True:
        try:
            asking = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            asking.request("GET", "/sign-in/")
            return asking.getresponse().status
        except (ConnectionError, TimeoutError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def answering(serving: subprocess.Popen) -> list[psutil.Process]:
    return psutil.Process(serving.pid).children()


@pytest.mark.slow
def test_a_process_that_dies_is_replaced_and_all_end_together(served) -> None:
    port, serving = served
    assert answer(port) == 200
    first, second = answering(serving)
    first.kill()
    assert answer(port) == 200
    deadline = time.monotonic() + 30
    while len(now := answering(serving)) < 2 or first in now:
        assert time.monotonic() < deadline, "nobody took the place of the one that died"
        time.sleep(0.1)
    assert second in now
    serving.send_signal(signal.SIGTERM)
    serving.wait(timeout=30)
    assert not any(each.is_running() for each in now)


@pytest.mark.slow
def test_a_port_that_is_taken_is_said_in_one_line(served, tmp_path) -> None:
    port, _ = served
    assert answer(port) == 200
    name = connection.settings_dict["NAME"]
    second = process(name, tmp_path, "-c", START, "serve", "--port", str(port))
    output, _ = second.communicate(timeout=60)
    assert second.returncode == 2
    assert f"port {port} cannot be used" in output
    assert "Traceback" not in output
