"""The command that serves the site."""

import socket
import sys
from typing import Annotated

import typer

from posse.cli.django import fail, start_django
from posse.config.home import home

LOOPBACK = "127.0.0.1"
# A page asks the database a score of times. After each answer its thread waits for its turn,
# which with Python's own interval, ten times as long, adds up to more than the page's work.
TURN_SECONDS = 0.0005


def serve(
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    threads: Annotated[int, typer.Option(min=1, help="Requests answered at once.")] = 8,
) -> None:
    """Serve the site to this machine until Ctrl-C.

    It listens on 127.0.0.1 only; put a web server with encryption in front of it to let
    others in. Exit code 0: stopped. 2: the port is taken, or the database does not serve.
    """
    start_django()
    _check_port(port)
    # Imported here because Django must stand first.
    from waitress import create_server  # noqa: PLC0415

    from posse.config.wsgi import application  # noqa: PLC0415

    sys.setswitchinterval(TURN_SECONDS)
    server = create_server(application, host=LOOPBACK, port=port, threads=threads)
    typer.echo(f"Posse is served on http://{LOOPBACK}:{port}/  (Ctrl-C stops it)")
    sign_ins = home() / "demo_sign_ins.txt"
    if sign_ins.exists():
        typer.echo(
            f"\nSign-ins of the demo, good on this machine only:\n{sign_ins.read_text()}"
        )
    server.run()


def _check_port(port: int) -> None:
    """Say that a port is taken before the server says it in a trace."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            reason = error.strerror or error
            raise fail(
                f"port {port} cannot be used: {reason}; choose another by --port"
            ) from error
