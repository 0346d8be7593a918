"""Every table is only added to, leaves its earlier versions behind, or can be made anew."""

from django.apps import apps
from tests.repo.test_tables import is_append_only

# What can be derived again at any time, or lasts no longer than it is used.
DERIVED = {
    "people.SearchKey": "from names and numbers",
    "books.Payable": "from postings",
    "books.Refold": "a mark for the next fold",
    "books.FoldMark": "how far the fold came",
    "books.ProofMark": "how far the proof came",
    "closure.ClosureCandidate": "from the facts of cases, each night",
    "intake.CaseQuality": "from the facts of cases",
    "matching.DuplicatePair": "from names and numbers, each report",
    "work.CaseStanding": "from events and facts, each night",
    "work.CaseloadMonth": "from the standing of cases",
    "work.DeadlineNight": "how far the deadlines came",
    "tokens.TokenUse": "when a token was last used",
    "enforcement.RemedyState": "from the decisions and events of remedies",
    "enforcement.RemedyTally": "from where remedies stand, each night",
    "enforcement.RemedyMoney": "from receipts and reversals, each night",
}
FLEETING = {
    "sessions.Session": "who is signed in now",
    "account.EmailConfirmation": "unused: nobody signs up",
    "account.EmailAddress": "unused: staff have no e-mail here",
    "axes.AccessAttempt": "the count toward a lock",
    "axes.AccessAttemptExpiration": "when a lock ends",
}
KEPT_OTHERWISE = {
    "axes.AccessLog": "the log of sign-ins itself",
    "axes.AccessFailureLog": "the log of failures itself",
    "runs.Run": "the journal of jobs itself",
    "runs.RunStep": "the journal of jobs itself",
    "auth.Permission": "made with the tables; no right here comes from it",
    "contenttypes.ContentType": "made with the tables",
    "pghistory.Context": "the context of versions itself",
}


def tables():
    return {
        model._meta.label: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and not hasattr(model, "pgh_tracked_model")
    }


def tracked():
    return {
        model.pgh_tracked_model._meta.concrete_model._meta.label
        for model in apps.get_models()
        if hasattr(model, "pgh_tracked_model")
    }


def test_every_table_that_changes_in_place_leaves_its_earlier_versions():
    told = DERIVED | FLEETING | KEPT_OTHERWISE
    changing = {label for label, model in tables().items() if not is_append_only(model)}
    unused = {"auth.User_user_permissions", "auth.Group_permissions"}
    assert sorted(changing - tracked() - told.keys() - unused) == []


def test_what_is_said_to_be_derived_is_there_and_is_not_tracked():
    told = DERIVED | FLEETING | KEPT_OTHERWISE
    assert sorted(told.keys() - tables().keys()) == []
    assert sorted(told.keys() & tracked()) == []


def test_versions_themselves_never_change():
    kept = [model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]
    assert len(kept) > 10
    assert [model._meta.label for model in kept if not is_append_only(model)] == []


def test_no_version_holds_a_password_or_a_secret():
    secret = {"password", "data", "secret"}
    held = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if hasattr(model, "pgh_tracked_model")
        for field in model._meta.concrete_fields
        if field.name in secret
    }
    assert held == set()
