"""Pages of work: what is due, tasks and their acts, load, handing over, the events table."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import User
from tests.office import CASE, OTHER_CASE, THIRD_DAY

from posse.apps.cases.models import Case
from posse.apps.staff.models import Absence, StaffMember
from posse.apps.work.models import CaseEvent, EventRule, Task, TaskMove
from posse.services.staff.conflicts import do_declare_conflict
from posse.services.work.events import do_record_event

pytestmark = pytest.mark.django_db
ON = "2026-10-05"


@pytest.fixture(autouse=True)
def workday(monkeypatch) -> None:
    """Pages speak of the day after the office's second night."""
    for module in ("work.lists", "work.asked", "work.tasks", "work.leading", "acting"):
        monkeypatch.setattr(f"posse.web.views.{module}.acting_date", lambda: THIRD_DAY)
    monkeypatch.setattr("posse.web.templatetags.access.acting_date", lambda: THIRD_DAY)


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text).replace(" ,", ",")


PAGES = {
    "/": "work/home.html",
    "/tasks/": "work/list.html",
    "/tasks/{task}/": "work/task.html",
    f"/cases/{CASE}/tasks/": "work/case.html",
    "/tasks/load/": "work/loads.html",
    "/events/": "work/events_table.html",
    "/money/": "money_day.html",
}


@pytest.mark.parametrize("address", PAGES)
def test_each_page_of_work_is_made_of_its_template(office, clerk, address) -> None:
    response = clerk.get(address.format(task=office.work.task))
    assert response.status_code == 200
    assert PAGES[address] in {template.name for template in response.templates}


@pytest.mark.cites("CS-17-TF-1")
def test_the_first_page_groups_what_is_due_with_rule_and_citation(office, clerk) -> None:
    page = words(clerk.get("/"))
    for group in ("Overdue 1", "Due today 2", "Due later"):
        assert group in page
    assert page.index("Overdue") < page.index("Due today") < page.index("Due later")
    assert "Due Fri, Oct 2, 2026 TF021, the same day, 45 CFR 303.4(e)" in page
    assert "Wait until Fri, Dec 4, 2026 TF070, 60 calendar days, 45 CFR 303.11(d)(1)" in page
    assert "The reason was examined and a day set to try again" in page
    assert "Call the employer back" in page


def test_overdue_work_is_counted_in_the_header_of_every_page(office, clerk, client_of) -> None:
    assert "1 overdue" in words(clerk.get("/keys/"))
    assert " overdue" not in words(client_of("auditor").get("/keys/"))


def test_who_has_no_caseload_is_told_why_the_page_is_empty(office, client_of) -> None:
    assert "You have no caseload here" in words(client_of("auditor").get("/"))


def test_a_list_is_narrowed_sorted_and_exported(office, clerk) -> None:
    page = words(clerk.get("/tasks/?queue=everybody&rule=TF034"))
    assert "1 open task, as of Mon, Oct 5, 2026" in page
    assert "TF021" not in page.split("Show all of this queue")[1]
    csv = clerk.get("/tasks.csv?queue=everybody&sort=due-last").content.decode()
    rows = csv.strip().split("\r\n")
    days = [row[:10] for row in rows[1:]]
    assert days == sorted(days, reverse=True)
    assert "45 CFR 303.11(d)(1)" in csv
    nonsense = "/tasks/?queue=x&worker=x&team=999999999999&group=x&sort=x&rule=%00"
    assert clerk.get(nonsense.replace("%00", "zzz")).status_code == 200


@pytest.mark.parametrize("narrow", ["worker={clerk}", "team={team}", "county=56021"])
def test_lists_are_by_worker_by_team_and_by_county(office, clerk, narrow) -> None:
    chosen = narrow.format(clerk=office.work.clerk, team=office.work.team)
    assert "TF021" in words(clerk.get(f"/tasks/?{chosen}"))
    other = re.sub(r"=\d+", "=1" if "county" in chosen else "=99999", chosen)
    assert "No open task is here for this question" in words(clerk.get(f"/tasks/?{other}"))


def test_tasks_of_somebody_one_may_not_work_for_are_not_listed(office, clerk) -> None:
    do_declare_conflict(
        staff=StaffMember.objects.get(pk=office.work.clerk),
        participant=Case.objects.get(number=OTHER_CASE).obligee,
        relation="relative", on=THIRD_DAY, by="test",
    )  # fmt: skip
    assert "TF021" not in words(clerk.get("/tasks/"))


def finish(clerk, task: int, **said):
    usual = {"how": "next_attempt_scheduled", "effective_on": ON, "outcome": "On Oct 19."}
    return clerk.post(f"/tasks/{task}/acts/finish/", {**usual, **said})


def test_a_task_is_finished_by_its_event_with_one_form(office, clerk) -> None:
    form = clerk.get(f"/tasks/{office.work.task}/acts/finish/?event=next_attempt_scheduled")
    assert '<option value="next_attempt_scheduled" selected>' in form.content.decode()
    assert finish(clerk, office.work.task).status_code == 302
    task = Task.objects.get(pk=office.work.task)
    assert (task.state, task.closed_by) == ("done", "sdu-clerk")
    assert CaseEvent.objects.filter(kind="next_attempt_scheduled", case=task.case).exists()
    assert "On Oct 19." in words(clerk.get(f"/tasks/{task.pk}/"))


def test_a_form_posted_twice_closes_once_and_says_so(office, clerk) -> None:
    finish(clerk, office.work.task)
    again = finish(clerk, office.work.task)
    assert again.status_code == 422
    assert "Sdu-clerk closed this task on Oct 5, 2026" in words(again)
    assert CaseEvent.objects.filter(kind="next_attempt_scheduled").count() == 1


def test_words_alone_finish_a_task_only_with_words(office, clerk) -> None:
    answer = finish(clerk, office.work.task, how="done", outcome=" ")
    assert answer.status_code == 422
    assert "Say what was done" in words(answer)
    assert finish(clerk, office.work.task, how="cancelled", outcome="Twice").status_code == 302
    assert Task.objects.get(pk=office.work.task).state == "cancelled"


def test_a_script_in_a_note_is_shown_as_text(office, clerk) -> None:
    finish(clerk, office.work.task, outcome="<script>alert(1)</script>")
    page = clerk.get(f"/tasks/{office.work.task}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def give(client, task: int, to: int, *, seen: int):
    return client.post(
        f"/tasks/{task}/acts/give/", {"to": to, "why": "She knows them.", "seen": seen}
    )


def test_a_supervisor_gives_a_task_and_a_stale_page_is_told_who_has_it(
    office, client_of
) -> None:
    lead, work = client_of("supervisor"), office.work
    assert give(lead, work.task, work.worker, seen=work.clerk).status_code == 302
    assert Task.objects.get(pk=work.task).assigned_to_id == work.worker
    assert TaskMove.objects.filter(task=work.task, why="She knows them.").exists()
    stale = give(lead, work.task, work.clerk, seen=work.clerk)
    assert stale.status_code == 422
    assert "The task was given to Wren while you looked at it" in words(stale)
    assert Task.objects.get(pk=work.task).assigned_to_id == work.worker


def test_only_who_may_gives_work_and_changes_the_table(office, client_of) -> None:
    worker = client_of("caseworker")
    assert give(worker, office.work.task, office.work.worker, seen=0).status_code == 403
    assert worker.get("/tasks/give/").status_code == 403
    change = worker.post("/events/status_inquiry_received/", {"rule": "TF083"})
    assert change.status_code == 403
    assert client_of("auditor").post(f"/cases/{CASE}/tasks/tell/", {}).status_code == 403


def test_what_happened_is_told_on_the_page_of_the_case(office, clerk) -> None:
    answer = clerk.post(
        f"/cases/{CASE}/tasks/tell/",
        {"kind": "order_record_requested", "effective_on": ON, "note": "By CSENet"},
        follow=True,
    )
    page = words(answer)
    assert "An order or payment record was asked for: recorded. It opened TF080 due" in page
    assert "By CSENet" in page
    late = {"kind": "order_record_requested", "effective_on": "2026-10-06", "note": ""}
    refused = clerk.post(f"/cases/{CASE}/tasks/tell/", late)
    assert refused.status_code == 422
    assert "lies before the event" in words(refused)


def test_the_case_page_says_what_comes_next_and_by_when(office, clerk) -> None:
    page = words(clerk.get(f"/cases/{CASE}/"))
    assert "Next: Enforce the order Missed payments are at least one month of support" in page
    assert "45 CFR 303.6(b), 45 CFR 303.6(c)(2)" in page
    assert re.search(r"Due \w{3}, Oct 31, 2026 TF031", page)


def hand_over(client, office, *, seal: str | None = None, **said):
    address = f"/tasks/give/?worker={office.work.clerk}&to={office.work.worker}"
    page = client.get(address).content.decode()
    found = re.search(r'name="seal" value="(\w+)"', page)
    usual = {"why": "On leave", "seal": seal or (found.group(1) if found else "")}
    return client.post(address, {**usual, **said})


def test_a_caseload_is_handed_over_after_a_look(office, client_of) -> None:
    lead, work = client_of("supervisor"), office.work
    page = words(lead.get(f"/tasks/give/?worker={work.clerk}&to={work.worker}"))
    assert "Who would get what" in page
    count = Task.objects.filter(assigned_to=work.clerk, state="open").count()
    assert f"Give {count} tasks" in page
    assert hand_over(lead, office, with_cases="on").status_code == 302
    assert not Task.objects.filter(assigned_to=work.clerk, state="open").exists()
    assert Case.objects.get(number=OTHER_CASE).assignments.last().staff_id == work.worker


def test_a_list_that_changed_since_the_look_is_not_handed_over(office, client_of) -> None:
    lead, work = client_of("supervisor"), office.work
    page = lead.get(f"/tasks/give/?worker={work.clerk}&to={work.worker}").content.decode()
    seal = re.search(r'name="seal" value="(\w+)"', page).group(1)
    give(lead, work.task, work.worker, seen=work.clerk)
    answer = hand_over(lead, office, seal=seal)
    assert answer.status_code == 422
    assert "The list changed while you looked at it" in words(answer)
    assert Task.objects.filter(assigned_to=work.clerk, state="open").exists()
    assert hand_over(lead, office, why=" ").status_code == 422
    nobody = lead.get(f"/tasks/give/?worker={work.clerk}&to=999999")
    assert "Choose to whom the tasks go." in words(nobody)
    assert "work/hand_over.html" in {template.name for template in nobody.templates}


def test_supervisors_see_load_overdue_and_absences(office, client_of) -> None:
    lead, work = client_of("supervisor"), office.work
    away = {"staff": work.clerk, "cover": work.worker, "starts_on": ON, "ends_on": "2026-10-09"}
    assert lead.post("/tasks/absence/", away).status_code == 302
    assert Absence.objects.get().cover_id == work.worker
    page = words(lead.get("/tasks/load/"))
    assert "away, covered by Wren" in page
    first = lead.get("/tasks/load.csv").content.decode().split("\r\n")[1].split(",")
    assert int(first[4]) == 1
    backwards = lead.post("/tasks/absence/", {**away, "ends_on": "2026-10-01"})
    assert backwards.status_code == 422


def change(client, **said):
    usual = {
        "rule": "TF083", "effect": "opens", "state": "on", "alert_days": "4",
        "effective_on": ON, "why": "Sooner.", "seen": "0",
    }  # fmt: skip
    return client.post("/events/status_inquiry_received/", {**usual, **said})


@pytest.mark.cites("CS-17-TF-1")
def test_an_administrator_lays_a_dated_change_over_the_table(office, client_of) -> None:
    administrator = client_of("administrator")
    assert change(administrator).status_code == 302
    row = EventRule.objects.get(event="status_inquiry_received")
    assert (row.alert_days, row.recorded_by, row.why) == (4, "administrator", "Sooner.")
    page = words(administrator.get("/events/status_inquiry_received/"))
    assert "from Oct 5, 2026 on, reminds 4 days before: Sooner. administrator" in page
    assert "sure: seen" in words(administrator.get("/events/"))
    stale = change(administrator, alert_days="2")
    assert stale.status_code == 422
    assert "This event was changed while you looked at it" in words(stale)
    assert EventRule.objects.filter(event="status_inquiry_received").count() == 1
    assert administrator.get("/events/nothing_like_it/").status_code == 404


def test_a_task_of_a_case_that_is_closed_to_somebody_is_closed_too(office, clerk) -> None:
    do_declare_conflict(
        staff=StaffMember.objects.get(pk=office.work.clerk),
        participant=Case.objects.get(number=OTHER_CASE).obligee,
        relation="relative", on=THIRD_DAY, by="test",
    )  # fmt: skip
    assert clerk.get(f"/tasks/{office.work.task}/").status_code == 403
    assert clerk.get("/tasks/999999/").status_code == 404


def test_the_strip_compares_a_caseload_with_last_month(office, client_of) -> None:
    user = User.objects.get(username="caseworker")
    member = StaffMember.objects.get(user=user)
    member.caseload_months.create(
        month=date(2026, 9, 1), case_count=3, order_count=3, paying_count=1, due_cents=90_000,
        paid_cents=30_000, done_count=1, late_count=1,
    )  # fmt: skip
    page = words(client_of("caseworker").get("/"))
    assert re.search(r"Open cases \d+ last month 3", page)
    assert "last month 33% ($300.00 of $900.00)" in page
    assert "last month 50%" in page


def test_events_told_by_others_reach_the_page_at_once(office, clerk) -> None:
    case = Case.objects.get(number=CASE)
    do_record_event(
        case=case, kind="incarceration_learned", effective_on=THIRD_DAY, on=THIRD_DAY, by="x"
    )
    assert "15 business days, 45 CFR 303.8(b)(7)(ii)" in words(
        clerk.get(f"/cases/{CASE}/tasks/")
    )
