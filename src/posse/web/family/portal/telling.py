"""Money in sentences for a parent, in the reader's language; every word from the texts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from posse.apps.payments.choices import PaymentMethod
from posse.notices.days_in_words import month_in, near_day_in
from posse.services.portal.payments import Part, Payment, Sent
from posse.units.money import format_dollars
from posse.web.family.speaking import language_of, said

# What a part is called apart from its kind, where it pays no debt of its own.
ASIDE = ("refund", "held")
FEES = ("annual_fee", "offset_fee")
METHODS = {
    PaymentMethod.DIRECT_DEPOSIT: "portal.by_deposit",
    PaymentMethod.DEBIT_CARD: "portal.by_card",
    PaymentMethod.WARRANT: "portal.by_check",
}


@dataclass(frozen=True)
class Teller:
    """Tells money to one reader, as of a day."""

    request: HttpRequest
    on: date

    def say(self, key: str, **values: object) -> str:
        """A sentence of the portal."""
        return said(self.request, f"portal.{key}", **values)

    def day(self, day: date) -> str:
        """A day, without its year where that is plain."""
        return near_day_in(day, on=self.on, language=language_of(self.request))

    def month(self, month: date) -> str:
        """A month with its year."""
        return month_in(month, language=language_of(self.request))

    def sent(self, sent: Sent) -> str:
        """What a parent was sent, and what it was: the one sentence of the first page."""
        about = {"amount": format_dollars(sent.amount_cents)}
        if sent.came_back:
            return self.say("sent_back", **about, day=self.day(sent.sent_on))
        key = "received" if sent.arrives_on <= self.on else "on_its_way"
        told = self.say(key, **about, day=self.day(sent.arrives_on))
        return " ".join([told, *self.of_sent(sent)])

    def of_sent(self, sent: Sent) -> list[str]:
        """What money that was sent was for."""
        told = []
        if len(sent.parts) == 1 and not sent.kept_cents:
            told.append(self.say("all_was", kind=self._kind(sent.parts[0], sent.sent_on)))
        elif sent.parts:
            told.append(_joined(self._was(part, sent.sent_on) for part in sent.parts))
        if sent.kept_cents:
            told.append(self.say("sent_kept", amount=format_dollars(sent.kept_cents)))
        return told

    def paid(self, payment: Payment) -> str:
        """What the paying parent paid, and where it went: the one sentence of the page."""
        about = {"amount": format_dollars(payment.amount_cents), "day": self.day(payment.day)}
        if payment.is_taken_back:
            return self.say("paid_back", **about)
        if not payment.parts:
            return self.say("paid_waits", **about)
        told = self.say("paid", **about)
        if payment.total_cents != payment.amount_cents:
            told = self.say("paid_share", **about, total=format_dollars(payment.total_cents))
        return " ".join([told, *self.of_payment(payment)])

    def of_payment(self, payment: Payment) -> list[str]:
        """Where a payment went, by kind and payee."""
        if len(payment.parts) == 1 and payment.parts[0].kind not in ASIDE:
            part = payment.parts[0]
            kind, went = self._kind(part, payment.day), self.say(f"went_{part.payee}")
            return [self.say("all_was_and_went", kind=kind, went=went)]
        to = {part.payee for part in payment.parts}
        if len(payment.parts) > 1 and len(to) == 1 and not to & {*FEES, "hold"}:
            kinds = _joined(self._was(part, payment.day) for part in payment.parts)
            return [kinds, self.say("all_went", went=self.say(f"went_{to.pop()}"))]
        told = [self._went(part, payment.day) for part in payment.parts]
        return [_joined(told)] if told else []

    def method(self, sent: Sent) -> str:
        """How it was sent."""
        return said(self.request, METHODS.get(PaymentMethod(sent.method), "portal.by_deposit"))

    def _was(self, part: Part, day: date) -> str:
        return self.say(
            "part_was", amount=format_dollars(part.amount_cents), kind=self._kind(part, day)
        )

    def _went(self, part: Part, day: date) -> str:
        amount, went = format_dollars(part.amount_cents), self.say(f"went_{part.payee}")
        if part.kind in ASIDE or part.payee in FEES:
            return self.say("part_went", amount=amount, went=went)
        kind = self._kind(part, day)
        return self.say("part_was_and_went", amount=amount, kind=kind, went=went)

    def _kind(self, part: Part, day: date) -> str:
        """What kind of money; "this month's" only while it is this month."""
        is_past_month = part.kind.endswith("_current") and (
            (day.year, day.month) != (self.on.year, self.on.month)
        )
        if is_past_month:
            return self.say(f"kind_{part.kind}_then", month=self.month(day))
        return self.say(f"kind_{part.kind}")


def _joined(parts: Iterable[str]) -> str:
    """Parts as one sentence."""
    return f"{', '.join(parts)}."
