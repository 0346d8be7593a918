"""What the database itself refuses of merges."""

import pgtrigger

# One merge at a time, so that two that would make a circle together do not pass each other.
MERGES_LOCK = "SELECT pg_advisory_xact_lock(hashtext('matching_personmerge'))"

MAKES_NO_CIRCLE = """
    PERFORM pg_advisory_xact_lock(hashtext('matching_personmerge'));
    IF NEW.is_ended THEN
        PERFORM FROM (SELECT is_ended, into_id FROM matching_personmerge
                      WHERE participant_id = NEW.participant_id
                      ORDER BY id DESC LIMIT 1) AS last
        WHERE NOT last.is_ended AND last.into_id = NEW.into_id;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'a merge that does not stand cannot be ended'
                USING ERRCODE = '23514';
        END IF;
        RETURN NEW;
    END IF;
    PERFORM FROM (SELECT DISTINCT ON (participant_id) participant_id, is_ended
                  FROM matching_personmerge
                  WHERE participant_id IN (NEW.participant_id, NEW.into_id)
                  ORDER BY participant_id, id DESC) AS last
    WHERE NOT last.is_ended;
    IF FOUND THEN
        RAISE EXCEPTION 'a merge names somebody who is merged into another already'
            USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
"""


def makes_no_circle() -> pgtrigger.Trigger:
    """A merge is refused unless both still stand for themselves, so no chain closes.

    Whoever is merged already can neither be merged again nor take in others: of a chain only
    its end grows. An end is refused where no such merge stands.
    """
    return pgtrigger.Trigger(
        name="makes_no_circle",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=MAKES_NO_CIRCLE,
    )
