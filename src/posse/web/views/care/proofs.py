"""Proofs of child care: what is proved by what, papers to look at, and alerts."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from posse.services.access import WORK_CARE, may
from posse.services.pages.care.alerts import alerts_page
from posse.services.pages.care.proofs import case_of_paper, papers_for, proofs_page
from posse.services.records.uploads import MEGABYTE, upload_max_bytes
from posse.web.acts.care_proof_acts import LOOK, PROOF_ACTS, REJECT, Paper
from posse.web.asking import asked_address
from posse.web.doors import care_case_for_user, care_page, document_for_user, require
from posse.web.exports import csv_response
from posse.web.uploading import UploadForm, kept_upload
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page
from posse.web.workday import acting_date

PAPERS_A_PAGE = 50
ALERT_HEADER = ["Day", "Case", "Who", "What", "County", "Specialist"]


@require_GET
@care_page
def care_proofs(request: HttpRequest, number: str) -> HttpResponse:
    """What of each person is proved by what, until when, and what is missing."""
    found = care_case_for_user(request.user, number)
    on = acting_date()
    page = proofs_page(found, on=on)
    context = {"care_case": found, "page": page, "acts": PROOF_ACTS, "today": on}
    context["may_work"] = may(request.user, WORK_CARE)
    return render(request, "care/proofs.html", context)


@FORM_METHODS
@care_page
def care_proof_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Proofs asked for or recorded."""
    found = care_case_for_user(request.user, number)
    chosen = act_or_404(PROOF_ACTS, act)
    done_url = reverse("care-proofs", args=[number])
    return act_page(request, Acting(chosen, found, f"{number}, proofs", done_url))


@FORM_METHODS
@care_page
def care_proof_reject(request: HttpRequest, number: str, evidence_id: int) -> HttpResponse:
    """A proof that counts no more."""
    found = care_case_for_user(request.user, number)
    row = found.evidence.filter(pk=evidence_id).first()
    if row is None:
        raise Http404(f"Case {number} has no proof {evidence_id}.")
    over = "This proof was rejected." if hasattr(row, "rejection") else ""
    context = {"over": over, "evidence": row, "about_template": "care/_evidence.html"}
    done_url = reverse("care-proofs", args=[number])
    return act_page(
        request, Acting(REJECT, row, f"{number}, proofs", done_url, context=context)
    )


@require_http_methods(["GET", "POST"])
@care_page
def care_paper_add(request: HttpRequest, number: str) -> HttpResponse:
    """A paper put into the record of a case."""
    care_case, on = care_case_for_user(request.user, number), acting_date()
    form, refusal = UploadForm(), ""
    if request.method == "POST":
        require(request.user, WORK_CARE)
        form = UploadForm(request.POST, request.FILES)
        by = request.user.get_username()
        kept, refusal = kept_upload(form, care_case=care_case, on=on, by=by)
        if kept:
            messages.success(request, f"{kept.name} is in the record.")
            return redirect("care-paper", kept.pk)
    context = {"care_case": care_case, "form": form, "refusal": refusal}
    context["may_record"] = may(request.user, WORK_CARE)
    context["megabytes"] = upload_max_bytes(on=on) // MEGABYTE
    status = 422 if form.is_bound else 200
    return render(request, "care/add_paper.html", context, status=status)


@require_GET
@care_page
def care_papers(request: HttpRequest) -> HttpResponse:
    """Papers that came and that nobody looked at yet, the oldest first."""
    papers = papers_for(request.user, on=acting_date())
    page = Paginator(papers, PAPERS_A_PAGE).get_page(request.GET.get("page"))
    rows = [(each, case_of_paper(each)) for each in page]
    return render(request, "care/papers.html", {"page": page, "rows": rows})


@FORM_METHODS
@care_page
def care_paper(request: HttpRequest, document_id: int) -> HttpResponse:
    """A paper beside the form that records what it proves."""
    document = document_for_user(request.user, document_id)
    care_case = case_of_paper(document)
    if care_case is None:
        raise Http404(f"Document {document_id} is of no child care case.")
    places = range(1, document.stored.page_count + 1)
    context = {
        "document": document,
        "about_template": "care/_paper.html",
        "page": Paginator(places, 5).get_page(request.GET.get("page")),
    }
    done_url = reverse("care-proofs", args=[care_case.number])
    acting = Acting(
        LOOK, Paper(document, care_case), f"{care_case.number}, proofs", done_url,
        heading=document.name, context=context,
    )  # fmt: skip
    return act_page(request, acting)


@require_GET
@care_page
def care_alerts_csv(request: HttpRequest) -> HttpResponse:
    """The same list, whole, as CSV."""
    on = acting_date()
    page = alerts_page(request.GET.dict(), user=request.user, on=on, is_whole=True)
    cells = (
        [
            each.alert.on, each.line.number, each.who, each.alert.words, each.line.county,
            each.line.specialist,
        ]
        for each in page.rows
    )  # fmt: skip
    return csv_response("child-care-alerts.csv", ALERT_HEADER, cells)


@require_GET
@care_page
def care_alerts(request: HttpRequest) -> HttpResponse:
    """Proofs that did not come, that do not hold any more, and that end soon."""
    on = acting_date()
    page = alerts_page(request.GET.dict(), user=request.user, on=on)
    context = {"page": page, "keep": asked_address(request), "today": on}
    return render(request, "care/alerts.html", context)
