"""Tables and their migrations agree, and tables of facts refuse to be changed."""

import pgtrigger
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from tests.repo.exception_lists import check_rule

from posse.apps.facts import Fact

OWN_APPS = {
    "people",
    "cases",
    "orders",
    "payments",
    "books",
    "runs",
    "staff",
    "doors",
    "instruments",
    "approvals",
    "recovery",
    "records",
    "closure",
    "intake",
    "online",
    "work",
    "tokens",
    "portal",
    "outreach",
    "enforcement",
    "withholding",
    "partners",
    "care",
    "proofs",
    "releases",
    "subsidy",
    "supplements",
}


def own_models():
    """The tables written here; what is kept of their rows' history is made from them."""
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in OWN_APPS and not hasattr(model, "pgh_tracked_model")
    ]


def test_migrations_say_what_the_models_say():
    loader = MigrationLoader(None)
    changes = MigrationAutodetector(
        loader.project_state(), ProjectState.from_apps(apps)
    ).changes(graph=loader.graph)
    assert not {label for label in changes if label in OWN_APPS}


def test_every_fact_refuses_change():
    facts = [model for model in own_models() if issubclass(model, Fact)]
    assert len(facts) > 10
    soft = [model._meta.label for model in facts if not is_append_only(model)]
    check_rule("changeable_facts", soft)


def test_books_and_files_refuse_change():
    names = (
        "books.Posting", "books.Distribution", "books.DistributionLine", "books.ClosingBalance",
        "books.ProofFinding",
        "payments.InboundFile", "payments.FileFinding", "payments.OutboundFile",
        "payments.DisbursementLine", "instruments.Warrant", "recovery.RecoveryLine",
        "recovery.ReceivableLine",
    )  # fmt: skip
    assert [name for name in names if not is_append_only(apps.get_model(name))] == []


def is_append_only(model):
    refused = pgtrigger.Update | pgtrigger.Delete
    return any(
        isinstance(trigger, pgtrigger.Protect) and str(trigger.operation) == str(refused)
        for trigger in getattr(model._meta, "triggers", ())
    )


def test_every_table_says_what_it_holds():
    """Django's own description of a model is its list of columns, which says nothing."""
    silent = [
        model._meta.label for model in own_models() if f"{model.__name__}(" in model.__doc__
    ]
    check_rule("undescribed_tables", silent)


def test_amounts_are_whole_cents_and_say_so():
    odd = [
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.get_fields()
        if "amount" in field.name or "cents" in field.name
        if not (
            field.name.endswith("_cents") and field.get_internal_type() == "BigIntegerField"
        )
    ]
    check_rule("odd_amounts", odd)


def test_nothing_is_deleted_along_with_something_else():
    """Facts protect what they point to; only what is derived may go with its source."""
    cascading = [
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.get_fields()
        if getattr(getattr(field, "remote_field", None), "on_delete", None)
        and field.concrete
        and field.remote_field.on_delete.__name__ != "PROTECT"
    ]
    check_rule("cascades", cascading)
