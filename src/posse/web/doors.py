"""The doors of the pages: who may come in, and the only way to a protected row.

Every page asks a door. A row that is not there is "not found"; one that a user may not
see is refused, in words.
"""

from collections.abc import Callable
from datetime import date
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse

from posse.apps.approvals.models import Proposal
from posse.apps.care.models import CareApplication, CareCase
from posse.apps.cases.models import Case
from posse.apps.closure.models import ClosureNotice
from posse.apps.doors.models import BrokenGlass
from posse.apps.payments.models import (
    Disbursement,
    FileFinding,
    Hold,
    InboundFile,
    OutboundFile,
    Receipt,
)
from posse.apps.people.models import Employer, Participant
from posse.apps.records.models import CalendarEntry, Document, Letter, Note
from posse.apps.runs.models import Run
from posse.apps.work.models import Task
from posse.services.access import (
    DOWNLOAD_FILES,
    READ_ACCESS,
    READ_CARE,
    READ_CASES,
    READ_MONEY,
    REVIEW_GLASS,
    Visitor,
    may,
    roles_for_user,
)
from posse.services.care.cases import (
    care_application_by_number,
    care_case_by_number,
    people_of_care_case,
)
from posse.services.care.naming import people_named
from posse.services.corrections.deciding import proposal_by_id
from posse.services.doors.closed_cases import (
    closed_people,
    refusal_of_case,
    refusal_of_people,
)
from posse.services.doors.emergencies import opening_by_id
from posse.services.doors.tax_information import refusal_of_file, refusal_of_receipt
from posse.services.enforcement.files.answering import offset_record
from posse.services.history.versions import TABLES, row_of
from posse.services.pages.casefile import case_by_number, people_for_case
from posse.services.pages.closure import notice_by_id
from posse.services.pages.disbursements import disbursement_by_id
from posse.services.pages.history import file_by_id, outbound_file_by_id, run_by_id
from posse.services.pages.holds import hold_by_id
from posse.services.pages.obligors import obligor_by_id
from posse.services.pages.partner_files import finding_by_id
from posse.services.pages.payees import payee_person_by_id
from posse.services.pages.receipt_money import receipt_by_id
from posse.services.pages.receivables import payee_by_id
from posse.services.pages.records import (
    calendar_entry_by_id,
    document_by_id,
    letter_by_id,
    note_by_id,
)
from posse.web.workday import acting_date

View = Callable[..., HttpResponse]

NO_ROLE = "Your account has no role in this office yet. An administrator can give you one."


class CaseClosed(PermissionDenied):
    """A conflict of interest closes a case; ``number`` names it, where it is only one."""

    def __init__(self, words: str, *, number: str = "") -> None:
        super().__init__(words)
        self.number = number


def _page_of(area: str, view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        require_role(request.user)
        require(request.user, area)
        return view(request, *args, **kwargs)

    return guarded


def staff_page(view: View) -> View:
    """A page for whoever may read cases."""
    return _page_of(READ_CASES, view)


def money_page(view: View) -> View:
    """A page of the disbursement unit's accounts."""
    return _page_of(READ_MONEY, view)


def care_page(view: View) -> View:
    """A page of the child care program."""
    return _page_of(READ_CARE, view)


def access_page(view: View) -> View:
    """A page on who works here and who looked at what."""
    return _page_of(READ_ACCESS, view)


def office_page(view: View) -> View:
    """A page for signed-in users with any role, which shows nobody's data."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        require_role(request.user)
        return view(request, *args, **kwargs)

    return guarded


def require_role(user: Visitor) -> None:
    """Refuse a user who has no role. Raises: PermissionDenied."""
    if not roles_for_user(user):
        raise PermissionDenied(NO_ROLE)


def require(user: Visitor, act: str) -> None:
    """Refuse a user none of whose roles allows an act. Raises: PermissionDenied."""
    if not may(user, act):
        raise PermissionDenied(f"Your role does not include this: {act}.")


def require_open(user: Visitor, *people: Participant | None, case: Case | None = None) -> None:
    """Refuse what a conflict of interest closes to a user; the attempt is logged.

    Raises: CaseClosed.
    """
    on = acting_date()
    if case is not None:
        refusal = refusal_of_case(user, case, on=on)
        if refusal:
            raise CaseClosed(refusal, number=case.number)
    refusal = refusal_of_people(user, people, on=on) if people else ""
    if refusal:
        raise CaseClosed(refusal)


def any_case_for_user(user: Visitor, number: str) -> Case:
    """The case with this number, though a conflict of interest may close what is in it.

    Raises: PermissionDenied, Http404.
    """
    require(user, READ_CASES)
    # No number has signs that cannot be printed, and the database takes no NUL.
    case = case_by_number(number) if number.isprintable() else None
    if case is None:
        raise Http404(f"There is no case with the number {number}.")
    return case


def case_for_user(user: Visitor, number: str) -> Case:
    """The case with this number. Raises: PermissionDenied, Http404."""
    case = any_case_for_user(user, number)
    require_open(user, case=case)
    return case


def care_case_for_user(user: Visitor, number: str) -> CareCase:
    """The child care case with this number. Raises: PermissionDenied, Http404."""
    require(user, READ_CARE)
    care_case = care_case_by_number(number) if number.isprintable() else None
    if care_case is None:
        raise Http404(f"There is no child care case with the number {number}.")
    require_open(user, *people_of_care_case(care_case))
    return care_case


def care_application_for_user(user: Visitor, number: str) -> CareApplication:
    """The application for child care with this number. Raises: PermissionDenied, Http404."""
    require(user, READ_CARE)
    found = care_application_by_number(number) if number.isprintable() else None
    if found is None:
        raise Http404(f"There is no application for child care with the number {number}.")
    if found.care_case is not None:
        care_case_for_user(user, found.care_case.number)
    else:
        among = closed_people(user, on=acting_date())
        require_open(user, *people_named(found, among=among))
    return found


def task_for_user(user: Visitor, task_id: int) -> Task:
    """A task, and with it the case it is of. Raises: PermissionDenied, Http404."""
    require_role(user)
    found = (
        Task.objects.select_related("case", "team__office", "assigned_to__user", "opened_by")
        .filter(pk=task_id)
        .first()
    )
    if found is None:
        raise Http404(f"There is no task {task_id}.")
    if found.case is not None:
        case_for_user(user, found.case.number)
    return found


def tracked_row_for_user(user: Visitor, table: str, row_id: int) -> Model:
    """A row whose history is kept, by the door of the case it is of, where it is of one.

    Raises: PermissionDenied, Http404.
    """
    require(user, READ_ACCESS)
    row = row_of(table, row_id) if table in TABLES else None
    if row is None:
        raise Http404(f"There is no {table} {row_id} whose history is kept.")
    case = row if isinstance(row, Case) else getattr(row, "case", None)
    if case is not None:
        case_for_user(user, case.number)
    return row


def person_in_case(case: Case, participant_id: int, *, on: date) -> Participant:
    """A person who has a part in a case that the door of the case let in. Raises: Http404."""
    if participant_id not in {person.participant for person in people_for_case(case, on=on)}:
        raise Http404(f"Nobody with the number {participant_id} has a part in {case.number}.")
    return Participant.objects.get(pk=participant_id)


def pair_for_user(user: Visitor, one_id: int, other_id: int) -> tuple[Participant, Participant]:
    """Two people to compare. Raises: PermissionDenied, Http404."""
    require(user, READ_CASES)
    found = Participant.objects.filter(identities__isnull=False).in_bulk([one_id, other_id])
    if len(found) != 2:
        raise Http404(f"{one_id} and {other_id} are not the numbers of two people.")
    require_open(user, *found.values())
    return found[one_id], found[other_id]


def obligor_for_user(user: Visitor, participant_id: int) -> Participant:
    """Somebody who owes support. Raises: PermissionDenied, Http404."""
    require(user, READ_MONEY)
    obligor = obligor_by_id(participant_id)
    if obligor is None:
        raise Http404(f"There is no paying parent with the number {participant_id}.")
    require_open(user, obligor)
    return obligor


def payee_for_user(user: Visitor, payee_id: int) -> Participant:
    """Somebody who was paid wrongly. Raises: PermissionDenied, Http404."""
    require(user, READ_MONEY)
    payee = payee_by_id(payee_id)
    if payee is None:
        raise Http404(f"Nothing was ever to be recovered from a payee {payee_id}.")
    require_open(user, payee)
    return payee


def payee_person_for_user(user: Visitor, payee_id: int) -> Participant:
    """Somebody who is paid, or may be. Raises: PermissionDenied, Http404."""
    require(user, READ_MONEY)
    payee = payee_person_by_id(payee_id)
    if payee is None:
        raise Http404(f"Nobody is paid under the number {payee_id}.")
    require_open(user, payee)
    return payee


def receipt_for_user(user: Visitor, receipt_id: int) -> Receipt:
    """The receipt R``receipt_id``. Raises: PermissionDenied, Http404."""
    require(user, READ_MONEY)
    receipt = receipt_by_id(receipt_id)
    if receipt is None:
        raise Http404(f"There is no receipt R{receipt_id}.")
    require_open(user, receipt.obligor, case=receipt.case)
    refusal = refusal_of_receipt(user, receipt)
    if refusal:
        raise PermissionDenied(refusal)
    return receipt


def hold_for_user(user: Visitor, hold_id: int) -> Hold:
    """A hold. Raises: PermissionDenied, Http404."""
    require(user, READ_MONEY)
    hold = hold_by_id(hold_id)
    if hold is None:
        raise Http404(f"There is no hold {hold_id}.")
    receipt = hold.receipt
    require_open(user, hold.participant, receipt.obligor if receipt else None)
    return hold


def disbursement_for_user(user: Visitor, disbursement_id: int) -> Disbursement:
    """The payment D``disbursement_id``. Raises: PermissionDenied, Http404."""
    require(user, READ_MONEY)
    disbursement = disbursement_by_id(disbursement_id)
    if disbursement is None:
        raise Http404(f"There is no payment D{disbursement_id}.")
    require_open(user, disbursement.payee)
    return disbursement


def proposal_for_user(user: Visitor, proposal_id: int) -> Proposal:
    """A proposed correction. Raises: PermissionDenied, Http404."""
    require(user, READ_MONEY)
    proposal = proposal_by_id(proposal_id)
    if proposal is None:
        raise Http404(f"There is no proposal {proposal_id}.")
    return proposal


def run_for_user(user: Visitor, run_id: int) -> Run:
    """A run. Raises: PermissionDenied, Http404."""
    require(user, READ_MONEY)
    run = run_by_id(run_id)
    if run is None:
        raise Http404(f"There is no run {run_id}.")
    return run


def file_for_user(user: Visitor, file_id: int) -> InboundFile:
    """An inbound file. Raises: PermissionDenied, Http404."""
    require(user, READ_MONEY)
    file = file_by_id(file_id)
    if file is None:
        raise Http404(f"There is no inbound file {file_id}.")
    refusal = refusal_of_file(user, file)
    if refusal:
        raise PermissionDenied(refusal)
    return file


def finding_for_user(user: Visitor, finding_id: int) -> FileFinding:
    """A finding, by the door of its file and of the case that its record names.

    Raises: PermissionDenied, Http404.
    """
    require(user, READ_MONEY)
    finding = finding_by_id(finding_id)
    if finding is None:
        raise Http404(f"There is no finding {finding_id}.")
    file_for_user(user, finding.file_id)
    record = offset_record(finding)
    if record is not None and record.case is not None:
        require_open(user, record.case.obligor, case=record.case)
    return finding


def outbound_file_for_user(user: Visitor, file_id: int) -> OutboundFile:
    """An outbound file with its bytes, which name bank accounts.

    Raises: PermissionDenied, Http404.
    """
    require(user, DOWNLOAD_FILES)
    file = outbound_file_by_id(file_id)
    if file is None:
        raise Http404(f"There is no outbound file {file_id}.")
    return file


def document_for_user(user: Visitor, document_id: int) -> Document:
    """A document, by the door of its case. Raises: PermissionDenied, Http404."""
    require_role(user)
    document = document_by_id(document_id)
    if document is None:
        raise Http404(f"There is no document {document_id}.")
    is_of_care = document.care_case is not None or document.care_application is not None
    require(user, READ_CARE if is_of_care else READ_CASES)
    if document.care_case is not None:
        care_case_for_user(user, document.care_case.number)
    if document.care_application is not None:
        care_application_for_user(user, document.care_application.number)
    if document.case is not None:
        case_for_user(user, document.case.number)
    require_open(user, document.participant)
    return document


def letter_for_user(user: Visitor, letter_id: int) -> Letter:
    """A letter that was sent, by the door of its case. Raises: PermissionDenied, Http404."""
    require_role(user)
    letter = letter_by_id(letter_id)
    if letter is None:
        raise Http404(f"There is no letter {letter_id}.")
    if letter.care_case is not None:
        care_case_for_user(user, letter.care_case.number)
    if letter.case is not None:
        case_for_user(user, letter.case.number)
    return letter


def note_for_user(user: Visitor, note_id: int) -> Note:
    """A note, by the door of its case. Raises: PermissionDenied, Http404."""
    require(user, READ_CASES)
    note = note_by_id(note_id)
    if note is None:
        raise Http404(f"There is no note {note_id}.")
    case_for_user(user, note.case.number)
    return note


def calendar_entry_for_user(user: Visitor, entry_id: int) -> CalendarEntry:
    """Something on the calendar. Raises: PermissionDenied, Http404."""
    require(user, READ_CASES)
    entry = calendar_entry_by_id(entry_id)
    if entry is None:
        raise Http404(f"Nothing on the calendar has the number {entry_id}.")
    if entry.case is not None:
        case_for_user(user, entry.case.number)
    return entry


def closure_notice_for_user(user: Visitor, notice_id: int) -> ClosureNotice:
    """A notice of closing, by the door of its case. Raises: PermissionDenied, Http404."""
    require(user, READ_CASES)
    notice = notice_by_id(notice_id)
    if notice is None:
        raise Http404(f"There is no notice of closing {notice_id}.")
    case_for_user(user, notice.case.number)
    return notice


def employer_for_user(user: Visitor, employer_id: int) -> Employer:
    """An employer. Raises: PermissionDenied, Http404."""
    require(user, READ_MONEY)
    employer = Employer.objects.filter(pk=employer_id).first()
    if employer is None:
        raise Http404(f"There is no employer {employer_id}.")
    return employer


def opening_for_user(user: Visitor, opening_id: int) -> BrokenGlass:
    """An emergency opening, for whoever reviews them. Raises: PermissionDenied, Http404."""
    require(user, REVIEW_GLASS)
    opening = opening_by_id(opening_id)
    if opening is None:
        raise Http404(f"There is no emergency opening {opening_id}.")
    return opening
