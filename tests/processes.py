"""Processes of their own on databases of their own, beside the one that tests write to."""

import os
import subprocess
import sys
from pathlib import Path

from django.db import connection


def address(name: str) -> str:
    """The address of another database on the tests' server."""
    settings = connection.settings_dict
    host = settings["HOST"]
    secret = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
    port = f"&port={settings['PORT']}" if settings["PORT"] else ""
    return f"postgresql://{settings['USER']}{secret}@/{name}?host={host}{port}"


def process(name: str, home: Path, *command: str) -> subprocess.Popen:
    """A process of the installation at ``home`` on the database ``name``."""
    return subprocess.Popen(
        [sys.executable, *command],
        env={
            **os.environ,
            "DATABASE_URL": address(name),
            "POSSE_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "posse.config.settings",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
