"""What the office of the page tests has of child care: a family that was approved."""

from dataclasses import dataclass
from datetime import date, timedelta

from tests.care_families import add_child, build_family, build_provider
from tests.records import picture

from posse.apps.care.models import CareApplication
from posse.services.care.changing import do_report_change
from posse.services.care.deciding import do_approve
from posse.services.care.disqualifying import do_disqualify, do_tell_disqualification
from posse.services.care.numbering import next_care_application_number
from posse.services.care.power import do_apply_for_power
from posse.services.care.releasing import Asked, do_ask_for_record
from posse.services.care.supplementing import Asked as MoreAsked
from posse.services.care.supplementing import do_ask_supplement
from posse.services.care.writing_down import do_begin_form
from posse.services.records.uploads import do_store_upload

BY = "caseworker"


@dataclass(frozen=True)
class Cared:
    """Numbers and ids of the case, an adult, a child, an authorization and an application."""

    case: str
    adult: int
    child: int
    authorization: int
    application: str
    draft: str
    paper: int
    proof: int
    change: int
    disqualified: int
    power: int
    provider: str
    asked: int
    supplement: int


def build_care(*, on: date) -> Cared:
    """A mother and two children; one goes to a center, and a second application is open."""
    family = build_family(on=on, month_cents=320_000, provider=build_provider(on=on))
    add_child(family, born=date(2020, 8, 9), provider=None, number=1, on=on)
    application = _filed(family, on=on)
    [row] = do_approve(application, on=on, by=BY)
    paper = do_store_upload(
        name="lease.png",
        content=picture(),
        media_type_claimed="image/png",
        care_case=family.care_case,
        is_from_family=True,
        on=on,
        by="family",
    )
    return Cared(
        case=family.care_case.number,
        adult=family.adults[0].pk,
        child=family.children[0].pk,
        authorization=row.pk,
        application=_filed(family, on=on, kind="review").number,
        draft=do_begin_form(channel="paper", language="en", on=on, by=BY).number,
        paper=paper.pk,
        proof=family.care_case.evidence.latest("id").pk,
        change=do_report_change(
            care_case=family.care_case,
            kind="income",
            channel="phone",
            happened_on=on - timedelta(days=12),
            learned_on=on - timedelta(days=12),
            words="The pay at the pretend bakery changed",
            on=on,
            by=BY,
        ).pk,
        provider=row.provider.number,
        asked=_asked(family, on=on),
        supplement=_supplement(family, row, on=on),
        disqualified=_overturned(family, paper, on=on),
        power=do_apply_for_power(
            care_case=family.care_case,
            participant=family.adults[0],
            applied_on=on,
            must_work=False,
            needs_care=True,
            manager="Will Workmade",
            on=on,
            by=BY,
        ).pk,
    )


def _overturned(family, paper, *, on: date) -> int:
    """A decision against the mother that was overturned, so that it bars nobody."""
    row = do_disqualify(
        care_case=family.care_case, participant=family.adults[0], finding="hearing",
        referral="719-0001", decided_on=on, begins_on=on, decision=paper, on=on, by=BY,
    )  # fmt: skip
    do_tell_disqualification(
        row, what="overturned", happened_on=on, words="A court said so", on=on, by=BY
    )
    return row.pk


def _supplement(family, row, *, on: date) -> int:
    """More that is asked for a child with special needs."""
    asked = MoreAsked(row.provider, on, 180_00, "Help with each meal")
    return do_ask_supplement(
        care_case=family.care_case, child=row.child, asked=asked, on=on, by=BY
    ).pk


def _asked(family, *, on: date) -> int:
    """A request of the Social Security Administration for what the case holds."""
    asked = Asked("Una Officerly", "Social Security Administration", "To set a benefit")
    return do_ask_for_record(
        ground="social_security", asked=asked, care_case=family.care_case,
        participant=family.adults[0], on=on, by=BY,
    ).pk  # fmt: skip


def _filed(family, *, on: date, kind: str = "initial") -> CareApplication:
    return CareApplication.objects.create(
        number=next_care_application_number(), kind=kind, channel="paper", state="filed",
        care_case=family.care_case, started_on=on, started_by=BY, filed_on=on,
        decide_by=on + timedelta(days=30), signature="Ann Daycarely", county_fips="56021",
    )  # fmt: skip


def care_addresses(cared: Cared) -> dict[str, str]:
    """Pages of child care that every role of the program may read."""
    case = f"/care/cases/{cared.case}"
    return {
        "care-cases": "/care/",
        "care-take": "/care/applications/new/",
        "care-runs": "/care/runs/?preview=yes",
        "care-mass-csv": "/care/runs.csv",
        "care-due": "/care/due/",
        "care-due-csv": "/care/due.csv",
        "care-reviews": "/care/reviews/?state=over",
        "care-reviews-csv": "/care/reviews.csv",
        "care-case": f"{case}/",
        "care-applications": "/care/applications/",
        "care-applications-csv": "/care/applications.csv",
        "care-application": f"/care/applications/{cared.application}/",
        "care-application-act": f"/care/applications/{cared.application}/acts/withdraw/",
        "care-form-begin": "/care/applications/write/",
        "care-form-of-case": f"{case}/form/",
        "care-form-part": f"/care/applications/{cared.draft}/form/applicant/",
        "care-simulations": "/care/simulations/?profile=copay_waived_to_150_percent",
        "care-reports": "/care/reports/?month=2026-09",
        "care-report-year": "/care/reports/2026/",
        "care-report-csv": "/care/reports/2026-09/family.csv",
        "care-portal-access": f"{case}/people/{cared.adult}/portal/",
        "care-papers": "/care/documents/",
        "care-paper": f"/care/documents/{cared.paper}/",
        "care-alerts": "/care/alerts/",
        "care-alerts-csv": "/care/alerts.csv",
        "care-proofs": f"{case}/proofs/",
        "care-proof-act": f"{case}/proofs/record/",
        "care-proof-reject": f"{case}/proofs/{cared.proof}/reject/",
        "care-paper-add": f"{case}/papers/add/",
        "care-changes": "/care/changes/",
        "care-providers": "/care/providers/",
        "care-provider-add": "/care/providers/add/",
        "care-provider": f"/care/providers/{cared.provider}/",
        "care-provider-act": f"/care/providers/{cared.provider}/acts/register/",
        "care-disqualifications": f"{case}/disqualifications/",
        "care-disqualification-act": (
            f"{case}/disqualifications/{cared.disqualified}/acts/tell/"
        ),
        "care-power": f"{case}/power/",
        "care-power-act": f"{case}/power/{cared.power}/acts/tell/",
        "care-supplements": "/care/supplements/",
        "care-supplements-csv": "/care/supplements.csv",
        "care-supplement-ask": f"{case}/supplements/new/",
        "care-supplement": f"/care/supplements/{cared.supplement}/",
        "care-supplement-act": f"/care/supplements/{cared.supplement}/acts/show/",
        "care-releases": "/care/releases/",
        "care-release-ask": "/care/releases/new/",
        "care-release-of-case": f"{case}/releases/new/",
        "care-release": f"/care/releases/{cared.asked}/",
        "care-release-act": f"/care/releases/{cared.asked}/acts/answer/",
        "care-changes-csv": "/care/changes.csv",
        "care-case-changes": f"{case}/changes/",
        "care-change-act": f"{case}/changes/{cared.change}/acts/work/",
        "care-act": f"{case}/acts/person/",
        "care-person-act": f"{case}/people/{cared.adult}/acts/told/",
        "care-decision": f"{case}/applications/{cared.application}/acts/approve/",
        "authorization-act": f"{case}/authorizations/{cared.authorization}/acts/end/",
    }
