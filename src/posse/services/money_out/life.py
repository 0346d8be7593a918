"""The life of a disbursement at the hands of people: stopped, voided, undeliverable, returned.

Each act is one turn, refused in words where the disbursement has ended already. The bank's
own answers come by file (:mod:`posse.services.money_out.warrant_answers`), returns of direct
deposits by :mod:`posse.services.money_out.returned_deposits`.
"""

from datetime import date

from django.db import transaction

from posse.apps.instruments.choices import ENDINGS, MONEY_BACK, EventKind
from posse.apps.instruments.models import DisbursementEvent, Warrant
from posse.apps.payments.choices import PaymentMethod
from posse.apps.payments.models import Disbursement
from posse.apps.runs.choices import RunKind
from posse.apps.runs.models import Run
from posse.services.business_dates import refusal_of_closed_day
from posse.services.money_out.taking_back import do_take_back
from posse.services.runs import do_finish_run, do_record_step, do_start_run, exclusive_job
from posse.units.days import day_words

NOTE_LENGTH = 300
# What each act may be done to.
OF_METHOD = {
    EventKind.STOP_REQUESTED: (PaymentMethod.WARRANT,),
    EventKind.STOPPED: (PaymentMethod.WARRANT,),
    EventKind.VOIDED: (PaymentMethod.WARRANT,),
    EventKind.UNDELIVERABLE: (PaymentMethod.WARRANT,),
    EventKind.RETURNED: (PaymentMethod.DIRECT_DEPOSIT, PaymentMethod.DEBIT_CARD),
}
# Why an act is not for another way of payment.
WRONG_METHOD = {
    EventKind.RETURNED: "A warrant does not come back by bank; mark it undeliverable or void.",
}
ONLY_WARRANTS = (
    "Only a warrant can be stopped, voided or undeliverable. A deposit or card load that"
    " went astray comes back from the bank or the card programme."
)


class CannotAct(ValueError):  # noqa: N818 - the name says what is wrong
    """Why nothing was changed, in words for whoever asked for it."""


def do_act(
    *, disbursement: Disbursement, kind: EventKind, note: str, on: date, by: str
) -> DisbursementEvent:
    """Take one turn in the life of a disbursement, as a step of the day's acts at a screen.

    With a stop that is only asked for, the money stays with the bank, which may pay it until
    the stop is confirmed; with every other act it is back and awaits payment again.
    Raises: CannotAct; AnotherJobRuns.
    """
    with exclusive_job(), transaction.atomic():
        sent = Disbursement.objects.select_for_update().get(pk=disbursement.pk)
        _check(sent, kind, note, on=on)
        run = do_open_acts(on=on, by=by)
        event = DisbursementEvent.objects.create(
            disbursement=sent,
            kind=kind,
            note=note.strip(),
            effective_on=on,
            recorded_on=on,
            recorded_by=by,
        )
        cents = do_take_back([event], on=on, run=run) if kind in MONEY_BACK else 0
        do_record_act(run, name=kind, disbursement=sent, amount_cents=cents)
    return event


def do_open_acts(*, on: date, by: str) -> Run:
    """The run that holds what people do to disbursements on a business date."""
    return do_start_run(key=f"disbursements:{on}", kind=RunKind.SCREEN, business_date=on, by=by)


def do_record_act(
    run: Run, *, name: str, disbursement: Disbursement, amount_cents: int
) -> None:
    """The step of one act; the day's run is finished again after each."""
    do_record_step(
        run=run,
        name=name,
        part=f"disbursement {disbursement.pk}",
        out_count=1,
        amount_cents=amount_cents,
    )
    do_finish_run(run)


def ending_of(disbursement: Disbursement) -> DisbursementEvent | None:
    """How a disbursement ended, if it did."""
    return disbursement.events.filter(kind__in=ENDINGS).first()


def ended_words(disbursement: Disbursement, ending: DisbursementEvent) -> str:
    """That a disbursement ended, how and when, as a sentence."""
    label = EventKind(ending.kind).label
    how = f"{label[0].lower()}{label[1:]}"
    return f"{name_of(disbursement)} has ended on {day_words(ending.effective_on)}: {how}."


def name_of(disbursement: Disbursement) -> str:
    """What people call a disbursement: a warrant by its number, any other by its id."""
    warrant = Warrant.objects.filter(disbursement=disbursement).first()
    return f"Warrant {warrant.number}" if warrant else f"Payment D{disbursement.pk}"


def acts_for_disbursement(disbursement: Disbursement) -> tuple[EventKind, ...]:
    """The acts that are open now, for the buttons of its page."""
    return tuple(kind for kind in OF_METHOD if not _refusal(disbursement, kind))


def _check(sent: Disbursement, kind: EventKind, note: str, *, on: date) -> None:
    refusal = _refusal(sent, kind) or refusal_of_closed_day(on)
    if not note.strip():
        refusal = refusal or "Say in a note how you know."
    if len(note.strip()) > NOTE_LENGTH:
        refusal = refusal or f"The note is longer than {NOTE_LENGTH} characters."
    if on < sent.recorded_on:
        refusal = refusal or f"{name_of(sent)} was made on {sent.recorded_on}, after {on}."
    if refusal:
        raise CannotAct(refusal)


def _refusal(sent: Disbursement, kind: EventKind) -> str:
    """Why an act cannot be done to a disbursement; empty when it can."""
    if sent.payee_id is None:
        return "A transfer to the State or an agency of it is put right by the State itself."
    if sent.method not in OF_METHOD[kind]:
        return WRONG_METHOD.get(kind, ONLY_WARRANTS)
    ending = ending_of(sent)
    if ending:
        return ended_words(sent, ending)
    is_asked = sent.events.filter(kind=EventKind.STOP_REQUESTED).exists()
    if kind == EventKind.STOP_REQUESTED and is_asked:
        return f"The bank was asked to stop {name_of(sent)} already."
    if kind == EventKind.STOPPED and not is_asked:
        return f"Nobody asked the bank to stop {name_of(sent)}."
    return ""
