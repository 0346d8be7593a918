"""The commands that open, change and close the accounts of the staff."""

from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from posse.cli.django import fail, start_django

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from posse.apps.staff.models import Team

app = typer.Typer(help="Open, change and close the accounts of staff.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The name by which the person signs in.")]
Roles = Annotated[list[str], typer.Option("--role", help="A role; say it once for each.")]
Why = Annotated[str, typer.Option(help="Why; kept with the change.")]


@app.command("add")
def add(
    username: Name,
    *,
    given: Annotated[str, typer.Option(help="Given name.")],
    surname: Annotated[str, typer.Option(help="Surname.")],
    role: Roles,
    office: Annotated[str, typer.Option(help="Office, where it is to be in a team.")] = "",
    team: Annotated[str, typer.Option(help="Team of that office.")] = "",
    why: Why = "",
) -> None:
    """Open an account and print its first password, once.

    Exit code 0: opened. 2: the name is taken, or there is no such role, office or team.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from posse.services.staff.accounts import do_open_account  # noqa: PLC0415

    found = _team(office, team)
    with _told(f"posse staff add {username}", why), _saying_why_not():
        password = do_open_account(
            username=username, given_name=given, surname=surname, roles=role, team=found
        )
    typer.echo(f"{username} is open. First password, shown once: {password}")


@app.command("list")
def show() -> None:
    """List the accounts with their roles, teams and second steps.

    Exit code 0: listed.
    """
    start_django()
    from posse.services.staff.accounts import accounts  # noqa: PLC0415 - as above

    table = Table("Name", "Person", "Roles", "Team", "Second step", "State")
    for each in accounts():
        step = "set up" if each.has_second_step else "none"
        state = "open" if each.is_open else "closed"
        table.add_row(
            each.username, each.full_name, ", ".join(each.roles), each.team, step, state
        )
    Console().print(table)


@app.command("roles")
def roles(username: Name, *, role: Roles, why: Why = "") -> None:
    """Give an account these roles and no others.

    Exit code 0: given. 2: no such account or role.
    """
    start_django()
    from posse.services.staff.accounts import do_give_account_roles  # noqa: PLC0415 - as above

    user = _user(username)
    with _told(f"posse staff roles {username}", why), _saying_why_not():
        do_give_account_roles(user=user, roles=role)
    typer.echo(f"{username} has: {', '.join(role)}.")


@app.command("close")
def close(username: Name, *, why: Why = "") -> None:
    """Close an account; whoever is signed in by it is signed out.

    Exit code 0: closed. 2: no such account.
    """
    start_django()
    from posse.services.staff.accounts import do_close_account  # noqa: PLC0415 - as above

    user = _user(username)
    with _told(f"posse staff close {username}", why):
        do_close_account(user=user)
    typer.echo(f"{username} is closed.")


@app.command("reopen")
def reopen(username: Name, *, why: Why = "") -> None:
    """Open a closed or locked account again.

    Exit code 0: open. 2: no such account.
    """
    start_django()
    from posse.services.staff.accounts import do_reopen_account  # noqa: PLC0415 - as above

    user = _user(username)
    with _told(f"posse staff reopen {username}", why):
        do_reopen_account(user=user)
    typer.echo(f"{username} is open.")


@app.command("password")
def password(username: Name, *, why: Why = "") -> None:
    """Give a new password instead of a forgotten one, and print it once.

    Exit code 0: given. 2: no such account.
    """
    start_django()
    from posse.services.staff.accounts import do_renew_password  # noqa: PLC0415 - as above

    user = _user(username)
    with _told(f"posse staff password {username}", why):
        new = do_renew_password(user=user)
    typer.echo(f"New password of {username}, shown once: {new}")


@app.command("second-step")
def second_step(username: Name, *, why: Why = "") -> None:
    """Take away the second steps of somebody who lost the phone; the next sign-in sets one up.

    Exit code 0: taken away. 2: no such account.
    """
    start_django()
    from posse.services.staff.accounts import do_forget_second_step  # noqa: PLC0415 - as above

    user = _user(username)
    with _told(f"posse staff second-step {username}", why):
        count = do_forget_second_step(user=user)
    typer.echo(f"{username} has no second step any more." if count else "There was none.")


def _user(username: str) -> "User":
    from posse.services.staff.accounts import account_named  # noqa: PLC0415 - as above

    user = account_named(username)
    if user is None:
        raise fail(f"there is no account {username}")
    return user


def _team(office: str, team: str) -> "Team | None":
    from posse.services.staff.members import team_named  # noqa: PLC0415 - as above

    if not team:
        return None
    found = team_named(office=office, team=team)
    if found is None:
        raise fail(f"there is no team {team!r} in an office {office!r}")
    return found


@contextmanager
def _told(command: str, why: str) -> Iterator[None]:
    """Let the history say who typed the command, and why."""
    from posse.services.history.context import changed_by  # noqa: PLC0415 - as above

    with changed_by(f"{getuser()} at the console", page=command, why=why):
        yield


@contextmanager
def _saying_why_not() -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise fail(error) from error
