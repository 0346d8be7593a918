"""Each page at desk, phone and double-zoom width: fits, reads well, and is accessible."""

import pytest
from tests.browser.looking import DESK, PHONE, overflow, pages_in_trouble, violations
from tests.office import CASE, EMPTY_CASE, FIRST_NIGHT, Office

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PAGES = {
    "home": "/",
    "keys": "/keys/",
    "search empty": "/search/",
    "search found": "/search/?q=larkthimbel",
    "search nothing": "/search/?q=zzqqy",
    "employer": "/employers/{office.employer}/",
    "case": f"/cases/{CASE}/",
    "case people": f"/cases/{CASE}/?tab=people",
    "case orders": f"/cases/{CASE}/?tab=orders",
    "case money": f"/cases/{CASE}/?tab=money&month=2026-10-01",
    "case without money": f"/cases/{EMPTY_CASE}/?tab=money",
    "ledger": f"/cases/{CASE}/ledger/",
    "ledger empty": f"/cases/{EMPTY_CASE}/ledger/",
    "fact": f"/cases/{CASE}/facts/1/{{office.term}}/",
    "obligor ledger": "/obligors/{office.obligor}/",
    "receipt": "/receipts/{office.identified}/",
    "receipt in suspense": "/receipts/{office.suspended}/",
    "post payment": f"/cases/{CASE}/acts/post-payment/",
    "adjust": f"/cases/{CASE}/acts/adjust/",
    "permit excess": f"/cases/{CASE}/acts/permit-excess/",
    "hold receipt": "/receipts/{office.identified}/acts/hold/",
    "reverse receipt": "/receipts/{office.identified}/acts/reverse/",
    "holds": "/holds/",
    "holds empty": "/holds/?reason=joint_refund",
    "hold": "/holds/{office.hold}/",
    "waiting": "/waiting/",
    "waiting empty": "/waiting/?hindrance=nothing",
    "redirect": f"/cases/{CASE}/acts/redirect-payments/",
    "duplicates": "/duplicates/",
    "duplicates of a kind": "/duplicates/?kind=number",
    "pair": "/people/{office.obligor}/beside/{office.overpaid}/",
    "pair kept apart": "/people/{office.obligor}/beside/{office.overpaid}/acts/different/",
    "receivables": "/receivables/",
    "receivable": "/receivables/{office.overpaid}/",
    "terms": "/receivables/{office.overpaid}/acts/terms/",
    "payee": "/payees/{office.overpaid}/",
    "record account": "/payees/{office.overpaid}/acts/account/",
    "enrol card": "/payees/{office.overpaid}/acts/card/",
    "close card": "/payees/{office.overpaid}/acts/close-card/",
    "approvals": "/approvals/",
    "approval": "/approvals/{office.proposal}/",
    "suspense": "/suspense/",
    "suspense empty": "/suspense/?reason=fips_differs",
    "resolve": "/suspense/{office.suspended}/",
    "resolve confirm": f"/suspense/{{office.suspended}}/?q={CASE}&case={CASE}",
    "payments of a day": f"/disbursements/{FIRST_NIGHT}/",
    "payment": "/disbursements/{office.warrant}/",
    "requests of States": "/states/",
    "request of a State": "/states/{office.partners.request}/",
    "take in a request": "/states/new/",
    "levy for a State": "/states/found/{office.partners.found}/acts/levy/",
    "institutions": "/institutions/",
    "record an agreement": "/institutions/new/",
    "another family": f"/cases/{CASE}/income/other-family/",
    "keep proof": "/reviews/{office.enforced.review}/acts/proof/",
    "case enforcement": f"/cases/{CASE}/?tab=enforcement",
    "case without remedies": f"/cases/{EMPTY_CASE}/?tab=enforcement",
    "enforcement": "/enforcement/",
    "enforcement of a county": "/enforcement/?county=56001",
    "list of matches": "/enforcement/matches/",
    "list of suppressions": "/enforcement/suppressions/",
    "list of reviews": "/enforcement/reviews/",
    "list of employers": "/enforcement/employers/",
    "list of parents": "/enforcement/parents/?sort=amount",
    "list of nothing": "/enforcement/still/?county=56001",
    "let remedy rest": f"/cases/{CASE}/rest/suppress/",
    "parent objects": f"/cases/{CASE}/rest/object/",
    "end rest": "/suppressions/{office.enforced.rest}/lift/",
    "case income": f"/cases/{CASE}/?tab=income",
    "case without income": f"/cases/{EMPTY_CASE}/?tab=income",
    "withholding": "/withholding/",
    "tell of income": f"/cases/{CASE}/income/tell/",
    "send order": f"/cases/{CASE}/income/{{office.paid.source}}/issue/",
    "award": f"/cases/{CASE}/income/{{office.paid.source}}/award/",
    "payroll address": "/employers/{office.employer}/acts/address/",
    "payor in trouble": "/withholding/{office.paid.trouble}/",
    "notice to payor": "/withholding/{office.paid.trouble}/acts/tell/",
    "partners' answers": "/answers/",
    "partners' answers of a kind": "/answers/?kind=insurance&open=1",
    "files to partners": "/sent/",
    "file to a partner": "/sent/{office.enforced.sent}/",
    "write a file": "/sent/federal-offset/write/",
    "file laid out again": "/sent/{office.enforced.sent}/again/",
    "partner's file": "/files/{office.enforced.answer}/",
    "answer finding": "/findings/{office.enforced.finding}/acts/answer/",
    "review": "/reviews/{office.enforced.review}/",
    "result of review": "/reviews/{office.enforced.review}/acts/result/",
    "match": "/matches/{office.enforced.match}/",
    "confirm match": "/matches/{office.enforced.match}/acts/confirm/",
    "notices": "/notices/",
    "mail": "/mail/",
    "print letters": "/mail/print/",
    "letter came back": "/letters/{office.record.letter}/acts/returned/",
    "runs": "/runs/",
    "runs chosen": "/runs/?kind=nightly&outcome=rejected",
    "runs none": "/runs/?kind=demo",
    "run": "/runs/{office.run}/",
    "file": "/files/{office.file}/",
    "file refused": "/files/{office.refused_file}/",
    "try file again": "/files/{office.refused_file}/acts/retry/",
    "accepted file not again": "/files/{office.file}/acts/retry/",
    "books of today": "/money/",
    "work": "/tasks/",
    "work of nobody": "/tasks/?queue=nobody",
    "work narrowed": "/tasks/?queue=everybody&group=overdue&rule=TF021&sort=rule",
    "task": "/tasks/{office.work.task}/",
    "task done": "/tasks/{office.work.done}/",
    "finish task": "/tasks/{office.work.task}/acts/finish/?event=next_attempt_scheduled",
    "give task": "/tasks/{office.work.task}/acts/give/",
    "work of case": f"/cases/{CASE}/tasks/",
    "tell what happened": f"/cases/{CASE}/tasks/tell/",
    "load by worker": "/tasks/load/",
    "record absence": "/tasks/absence/",
    "events table": "/events/",
    "event changed": "/events/new_information_for_other_state/",
    "closures": "/closures/",
    "closures of a reason": "/closures/?reason=nothing",
    "case closure": f"/cases/{EMPTY_CASE}/?tab=closure",
    "record closure fact": f"/cases/{CASE}/closure/fact/",
    "record locate try": f"/cases/{CASE}/closure/locate-try/",
    "send closure notice": f"/cases/{CASE}/closure/notice/",
    "close case": f"/cases/{CASE}/closure/close/",
    "reopen case": f"/cases/{CASE}/closure/reopen/",
    "answer to notice": "/closure-notices/{office.closure_notice}/answer/",
    "case timeline": f"/cases/{CASE}/?tab=timeline",
    "case documents": f"/cases/{CASE}/?tab=documents",
    "case notes": f"/cases/{CASE}/?tab=notes",
    "case without record": f"/cases/{EMPTY_CASE}/?tab=documents",
    "add document": f"/cases/{CASE}/documents/add/",
    "write note": f"/cases/{CASE}/record/note/?template=interview",
    "record contact": f"/cases/{CASE}/record/contact/",
    "put on calendar": f"/cases/{CASE}/record/calendar/",
    "document": "/documents/{office.record.document}/",
    "letter": "/letters/{office.record.letter}/",
    "notes found": "/notes/?words=driving",
    "messages of case": f"/cases/{CASE}/messages/",
    "no messages": f"/cases/{EMPTY_CASE}/messages/",
    "conversation": f"/cases/{CASE}/messages/{{office.talk.thread}}/",
    "write to parent": f"/cases/{CASE}/messages/write/",
    "change told": f"/cases/{CASE}/changes/{{office.talk.report}}/",
    "calendar": "/calendar/?month=2026-10",
    "move entry": "/calendar/{office.record.entry}/move/",
    "balance": f"/balance/{FIRST_NIGHT}/",
    "balance empty": "/balance/2025-01-02/",
    "reports": "/reports/",
    "undistributed": f"/undistributed/{FIRST_NIGHT}/",
    "month open": "/reports/months/2026-10/",
    "month without days": "/reports/months/2025-01/",
    "quarter": "/reports/ocse34/2026-Q4/",
    "kept by the state": "/reports/retained/2026-Q4/",
    "not found": "/cases/NOPE/",
}


def address_of(name: str, office: Office) -> str:
    return PAGES[name].format(office=office)


def test_every_page_fits_its_window_and_axe_finds_nothing(site, visit) -> None:
    addresses = [address_of(name, site.office) for name in PAGES]
    assert pages_in_trouble(visit("/"), addresses) == {}


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_signing_in_fits_its_window_and_axe_finds_nothing(visit, width) -> None:
    page = visit("/sign-in/", width=width, is_signed_in=False)
    assert violations(page) == []
    page.get_by_label("User name").fill("nobody-here")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="You are not signed in").wait_for()
    assert violations(page) == []
    assert overflow(page) == 0


def test_every_page_is_whole_without_script(site, visit) -> None:
    page = visit("/", script=False)
    for name in PAGES:
        page.goto(address_of(name, site.office))
        assert page.locator("h1").count() == 1, name
        assert page.locator("main").inner_text().strip(), name


def test_the_opened_details_of_a_receipt_have_no_violation(site, visit) -> None:
    page = visit(f"/receipts/{site.office.identified}/")
    for summary in page.locator("summary").all():
        summary.click()
    assert page.get_by_text("in force from").count() > 0
    assert violations(page) == []


def test_the_printed_page_leaves_out_what_only_a_screen_needs(site, visit) -> None:
    page = visit(f"/balance/{FIRST_NIGHT}/")
    page.emulate_media(media="print")
    assert not page.locator("header").is_visible()
    assert page.get_by_role("heading", level=1).is_visible()


def test_figures_stand_under_each_other(site, visit) -> None:
    page = visit(f"/cases/{CASE}/?tab=money")
    cell = page.locator("td.num").first
    style = "element => [getComputedStyle(element).textAlign, "
    style += "getComputedStyle(element).fontVariantNumeric]"
    assert cell.evaluate(style) == ["right", "tabular-nums"]
