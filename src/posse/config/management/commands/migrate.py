"""Django's `migrate`, which makes the tables of a new installation all at once."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from posse.config.tables import make_own_tables


class Command(migrate.Command):
    """As Django's; whoever has no tables yet does not relive how they came to be."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what an empty database lacks, then go on as Django does."""
        if _is_whole(options):
            make_own_tables(connections[options["database"]])
        super().handle(*args, **options)


def _is_whole(options: dict[str, Any]) -> bool:
    """Whether everything is asked for, and to be done rather than shown."""
    partly = ("app_label", "fake", "plan", "check_unapplied", "prune")
    return not any(options.get(name) for name in partly)
