"""Users of the demo: one of each role, with a password made anew for each installation.

Two parents of one case and a caretaker of a child care case use the portal, under the same
password.
"""

import os
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from posse.apps.portal.models import PortalAccount
from posse.jobs.demo.words import SURNAME_BEGINNINGS, SURNAME_ENDINGS
from posse.services.access import (
    ADMINISTRATOR,
    AUDITOR,
    BENEFIT_SPECIALIST,
    CARE_VERIFIER,
    CASEWORKER,
    DISTRICT_MANAGER,
    FISCAL,
    HEARING_OFFICER,
    INVESTIGATOR,
    LICENSING_SPECIALIST,
    QA_REVIEWER,
    SDU_CLERK,
    STATE_OFFICE,
    SUPERVISOR,
)
from posse.services.demo.parents import (
    CARETAKER,
    PAYING,
    RECEIVING,
    do_set_caretaker,
    do_set_parents,
    telling_care_case,
    telling_case,
)
from posse.services.demo.sign_ins import do_set_sign_in

FILE_NAME = "demo_sign_ins.txt"
PORTAL_NAMES = (RECEIVING, PAYING, CARETAKER)


@dataclass(frozen=True)
class SignIn:
    """A made-up user."""

    username: str
    given_name: str
    surname: str
    role: str


SIGN_INS = (
    SignIn("caseworker", "Rosario", "Fernkettle", CASEWORKER),
    SignIn("supervisor", "Natalie", "Juniperlantern", SUPERVISOR),
    SignIn("manager", "Delphine", "Wrenharrow", DISTRICT_MANAGER),
    SignIn("state", "Ignacio", "Larkspindle", STATE_OFFICE),
    SignIn("clerk", "Leonard", "Coppersaddle", SDU_CLERK),
    SignIn("fiscal", "Odette", "Brassmallow", FISCAL),
    SignIn("investigator", "Tobias", "Thimblefen", INVESTIGATOR),
    SignIn("reviewer", "Marisol", "Candlebriar", QA_REVIEWER),
    SignIn("hearings", "Gideon", "Oakwhistle", HEARING_OFFICER),
    SignIn("auditor", "Pamela", "Quilltrellis", AUDITOR),
    SignIn("administrator", "Vincent", "Heronwagon", ADMINISTRATOR),
    SignIn("benefits", "Rosalind", "Plumlantern", BENEFIT_SPECIALIST),
    SignIn("licensing", "Emeka", "Quillbarrow", LICENSING_SPECIALIST),
    SignIn("verifier", "Yolanda", "Silverthicket", CARE_VERIFIER),
)


def do_make_sign_ins(home: Path) -> str:
    """Users of the demo with the password of this installation; the password.

    It is kept beside the database in a file that only its owner may read.
    """
    kept = kept_password(home)
    names = [each.username for each in SIGN_INS]
    if kept and User.objects.filter(username__in=names).count() == len(names):
        return kept
    password = kept or _new_password()
    # One hash serves all: it is one password, and hashing is slow on purpose.
    password_hash = make_password(password)
    for each in SIGN_INS:
        do_set_sign_in(
            username=each.username,
            given_name=each.given_name,
            surname=each.surname,
            role=each.role,
            password_hash=password_hash,
        )
    _keep(home / FILE_NAME, password)
    return password


def do_make_parents(home: Path, *, on: date) -> None:
    """Accounts of the portal for two parents, once money of theirs has gone out."""
    password, case = do_make_sign_ins(home), telling_case()
    known = PortalAccount.objects.filter(user__username__in=[RECEIVING, PAYING])
    is_told = all(account.user.check_password(password) for account in known)
    if case is not None and (known.count() < 2 or not is_told):
        do_set_parents(case=case, password_hash=make_password(password), on=on)


def do_make_caretaker(home: Path, *, on: date) -> None:
    """An account of the portal for a caretaker, once child care is authorized."""
    password, care_case = do_make_sign_ins(home), telling_care_case()
    known = PortalAccount.objects.filter(user__username=CARETAKER).first()
    is_told = known is not None and known.user.check_password(password)
    if care_case is not None and not is_told:
        do_set_caretaker(care_case=care_case, password_hash=make_password(password), on=on)


def kept_password(home: Path) -> str:
    """The demo's password in this installation; empty before there is one."""
    path = home / FILE_NAME
    if not path.exists():
        return ""
    return path.read_text().splitlines()[0].removeprefix("password: ").strip()


def _new_password() -> str:
    words = [secrets.choice(SURNAME_BEGINNINGS), secrets.choice(SURNAME_ENDINGS)]
    return f"{words[0].lower()}-{words[1]}-{secrets.randbelow(900_000) + 100_000}"


def _keep(path: Path, password: str) -> None:
    lines = [f"password: {password}", *(f"{each.username}  ({each.role})" for each in SIGN_INS)]
    lines += [f"{name}  (signs in at /family/)" for name in PORTAL_NAMES]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(lines) + "\n")
