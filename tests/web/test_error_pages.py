"""What a person sees when a page cannot be shown."""

from django.test import Client, RequestFactory
from django.views.defaults import server_error


def test_page_of_a_fault_stands_without_a_user_or_a_database():
    answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "everything saved before is safe" in answer.content.decode()


def test_page_that_is_not_there_says_so(clerk):
    answer = clerk.get("/nowhere/")
    assert answer.status_code == 404
    assert "404.html" in {template.name for template in answer.templates}


def test_form_that_was_too_old_says_what_to_do(office, db):
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "nobody"})
    assert answer.status_code == 403
    assert "Go back, load the page anew" in answer.content.decode()
