"""What the database itself refuses of intake: the search comes before the case."""

import pgtrigger

DECIDES_ITS_OWN_SEARCH = """
    IF NEW.follows_id IS NOT NULL THEN
        PERFORM FROM intake_casesearch AS shown
        WHERE shown.id = NEW.follows_id
          AND shown.follows_id IS NULL
          AND shown.application_id = NEW.application_id
          AND shown.other_parent_id IS NOT DISTINCT FROM NEW.other_parent_id;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'a result was kept of a search of another application or parent'
                USING ERRCODE = '23514';
        END IF;
    END IF;
    RETURN NEW;
"""

COMES_AFTER_THE_SEARCH = """
    PERFORM FROM intake_casesearch AS decided
    WHERE decided.id = NEW.search_id
      AND decided.application_id = NEW.application_id
      AND decided.other_parent_id IS NOT DISTINCT FROM NEW.other_parent_id
      AND ((NEW.way = 'opened' AND decided.outcome = 'no_match')
           OR (NEW.way <> 'opened' AND decided.outcome = 'match'
               AND decided.case_id = NEW.case_id));
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an application leads to a case only by the kept result of its search'
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""

OPENED_BY_A_CASE = """
    IF NEW.number <> OLD.number OR NEW.channel <> OLD.channel THEN
        RAISE EXCEPTION 'an application keeps its number and channel' USING ERRCODE = '23514';
    END IF;
    IF OLD.state IN ('opened', 'withdrawn', 'refused') AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'an application that is done stays done' USING ERRCODE = '23514';
    END IF;
    IF NEW.state = 'opened' THEN
        PERFORM FROM intake_applicationcase WHERE application_id = NEW.id;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'an application is on no case before its search'
                USING ERRCODE = '23514';
        END IF;
    END IF;
    RETURN NEW;
"""


def decides_its_own_search() -> pgtrigger.Trigger:
    """A result must follow a search of the same application and other parent."""
    return pgtrigger.Trigger(
        name="decides_its_own_search",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=DECIDES_ITS_OWN_SEARCH,
    )


def comes_after_the_search() -> pgtrigger.Trigger:
    """An application reaches a case by the kept result of its search: CS-6.3-SEARCH-3."""
    return pgtrigger.Trigger(
        name="comes_after_the_search",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=COMES_AFTER_THE_SEARCH,
    )


def opened_by_a_case() -> pgtrigger.Trigger:
    """What is done stays done, and nothing is on a case without one."""
    return pgtrigger.Trigger(
        name="opened_by_a_case",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=OPENED_BY_A_CASE,
    )
