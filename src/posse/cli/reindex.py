"""The command that rebuilds what people are searched by."""

import json

import typer

from posse.cli.django import start_django
from posse.cli.warrants import AsJson


def reindex(*, as_json: AsJson = False) -> None:
    """Rebuild the search keys of all people from their names and numbers.

    Keys are kept in step by themselves; this is for a version that makes them otherwise, or
    for rows brought over in bulk. The pages serve meanwhile. Stopped anywhere, run it again.
    Exit code 0: done.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.search.keys import do_index_everybody  # noqa: PLC0415

    people_count = key_count = 0
    for people, keys in do_index_everybody():
        people_count += people
        key_count += keys
        if not as_json:
            typer.echo(f"Indexed: {people_count:,} people", err=True)
    if as_json:
        typer.echo(json.dumps({"people": people_count, "keys": key_count}))
        return
    typer.echo(f"{people_count:,} people are found by {key_count:,} keys.")
