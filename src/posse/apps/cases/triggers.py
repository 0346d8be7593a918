"""What the database itself refuses of cases."""

import pgtrigger

from posse.apps.cases.choices import Origin

COMES_BY_AN_APPLICATION = """
    PERFORM FROM intake_applicationcase
    WHERE case_id = NEW.id AND way = 'opened';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a case of intake needs an application that was searched for first'
            USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
"""


def comes_by_an_application() -> pgtrigger.Trigger:
    """A case of intake is refused at the end of the transaction without its application.

    The row that ties them is itself refused without the kept result of a search.
    Source: CS-6.3-SEARCH-3.
    """
    return pgtrigger.Trigger(
        name="comes_by_an_application",
        level=pgtrigger.Row,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("origin"),
        timing=pgtrigger.Deferred,
        condition=pgtrigger.Q(new__origin=Origin.INTAKE),
        func=COMES_BY_AN_APPLICATION,
    )
