"""The command that serves the site."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from typing import Annotated

import typer

from posse.cli.django import fail, start_django
from posse.config.home import home

LOOPBACK = "127.0.0.1"
# A page asks the database a score of times. After each answer its thread waits for its turn,
# which with Python's own interval, ten times as long, adds up to more than the page's work.
TURN_SECONDS = 0.0005
# Python answers on one core a process, so there are as many processes, for one office's people.
PROCESSES = min(4, os.cpu_count() or 1)
LOOK_SECONDS = 1.0
# Under which name a process is told the number of the socket that it shares.
HANDED = "POSSE_SERVE_SOCKET"


def serve(
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    threads: Annotated[int, typer.Option(min=1, help="Requests a process answers.")] = 8,
    processes: Annotated[int, typer.Option(min=1, help="Processes that answer.")] = PROCESSES,
) -> None:
    """Serve the site to this machine until Ctrl-C.

    It listens on 127.0.0.1 only; put a web server with encryption in front of it to let
    others in. Exit code 0: stopped. 2: the port is taken, or the database does not serve.
    """
    start_django()
    if HANDED in os.environ:
        _answer(socket.socket(fileno=int(os.environ[HANDED])), threads=threads)
        return
    with ExitStack() as kept:
        sockets = [kept.enter_context(each) for each in _listening(port, count=processes)]
        typer.echo(f"Posse is served on http://{LOOPBACK}:{port}/  (Ctrl-C stops it)")
        sign_ins = home() / "demo_sign_ins.txt"
        if sign_ins.exists():
            typer.echo(
                f"\nSign-ins of the demo, good on this machine only:\n{sign_ins.read_text()}"
            )
        if processes == 1:
            _answer(sockets[0], threads=threads)
        else:
            _answer_side_by_side(sockets, threads=threads)


def _answer(listening: socket.socket, *, threads: int) -> None:
    """Answer what comes in until the process is told to stop."""
    # Imported here because Django must stand first.
    from waitress import create_server  # noqa: PLC0415

    from posse.config.wsgi import application  # noqa: PLC0415

    sys.setswitchinterval(TURN_SECONDS)
    create_server(application, sockets=[listening], threads=threads).run()


def _answer_side_by_side(sockets: list[socket.socket], *, threads: int) -> None:
    """A process for each socket; one that ends is started anew, its callers kept waiting."""
    signal.signal(signal.SIGTERM, _interrupt)
    running = [_started(each, threads=threads) for each in sockets]
    try:
        while True:
            time.sleep(LOOK_SECONDS)
            running = [
                each if each.poll() is None else _started(listening, threads=threads)
                for each, listening in zip(running, sockets, strict=True)
            ]
    except KeyboardInterrupt:
        for each in running:
            each.terminate()
        for each in running:
            each.wait()


def _started(listening: socket.socket, *, threads: int) -> subprocess.Popen[bytes]:
    """A process of its own, not a fork of this one, which may hold threads already."""
    number = listening.fileno()
    start = "from posse.cli.app import main; main()"
    command = [sys.executable, "-c", start, "serve", "--threads", str(threads)]
    environment = {**os.environ, HANDED: str(number)}
    return subprocess.Popen(command, env=environment, pass_fds=[number])


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _listening(port: int, *, count: int) -> list[socket.socket]:
    """As many sockets of a port as processes answer; that it is taken is said here.

    The system gives each caller to one of them by chance. Over a single socket whoever wakes
    first takes most callers, and keeps them, while other processes have nothing to do.
    """
    try:
        # Sockets that share a port would also share it with another server of the same user.
        with _bound(port):
            pass
        sockets = [_bound(port, is_shared=count > 1) for _ in range(count)]
        for each in sockets:
            each.listen()
    except OSError as error:
        reason = error.strerror or error
        raise fail(f"port {port} cannot be used: {reason}; choose another by --port") from error
    return sockets


def _bound(port: int, *, is_shared: bool = False) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if is_shared:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        bound.bind((LOOPBACK, port))
    except OSError:
        bound.close()
        raise
    return bound
