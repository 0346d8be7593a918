"""The commands that make, list and revoke the tokens of programs."""

from getpass import getuser
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from posse.cli.django import fail, start_django

app = typer.Typer(help="Make, list and revoke tokens of programs.", no_args_is_help=True)


@app.command("make")
def make(
    name: Annotated[str, typer.Argument(help="What the token is for.")],
    *,
    user: Annotated[str, typer.Option(help="As whom it acts.")],
    scope: Annotated[list[str], typer.Option(help="A scope; say it once for each.")],
    days: Annotated[int, typer.Option(help="How long it lasts.")] = 30,
    rate: Annotated[int, typer.Option(help="Requests a minute.")] = 300,
) -> None:
    """Make a token and print its secret, once.

    Exit code 0: made. 2: there is no such user or scope, or the name is taken.
    """
    start_django()
    # Imported here because tables exist only once Django is started.
    from django.contrib.auth.models import User  # noqa: PLC0415

    from posse.services.tokens.issuing import do_make_token  # noqa: PLC0415

    found = User.objects.filter(username=user).first()
    if found is None:
        raise fail(f"there is no user {user}")
    try:
        token, secret = do_make_token(
            name=name, user=found, scopes=scope, days=days, by=getuser(), requests_a_minute=rate
        )
    except ValueError as error:
        raise fail(error) from error
    typer.echo(f"Token {token.pk} acts as {user}. Its secret, shown once: {secret}")


@app.command("list")
def show() -> None:
    """List the tokens with owner, scopes, end and last use; never a secret.

    Exit code 0: listed.
    """
    start_django()
    from posse.services.tokens.issuing import tokens_for_office  # noqa: PLC0415 - as above

    table = Table("Id", "Name", "Acts as", "Scopes", "Ends", "Last used", "Revoked")
    for token in tokens_for_office():
        use, end = getattr(token, "use", None), getattr(token, "end", None)
        table.add_row(
            str(token.pk),
            token.name,
            token.user.get_username(),
            ", ".join(token.scopes),
            f"{token.expires_at:%Y-%m-%d}",
            f"{use.last_used_at:%Y-%m-%d %H:%M}" if use else "never",
            f"{end.revoked_at:%Y-%m-%d}" if end else "",
        )
    Console().print(table)


@app.command("revoke")
def revoke(
    token_id: Annotated[int, typer.Argument(help="The id that the list shows.")],
) -> None:
    """Revoke a token; it opens nothing from then on.

    Exit code 0: revoked. 2: there is no such token.
    """
    start_django()
    # Imported here as above.
    from posse.services.tokens.issuing import do_revoke_token, token_by_id  # noqa: PLC0415

    token = token_by_id(token_id)
    if token is None:
        raise fail(f"there is no token {token_id}")
    do_revoke_token(token=token, by=getuser())
    typer.echo(f"Token {token.pk}, “{token.name}”, is revoked.")
