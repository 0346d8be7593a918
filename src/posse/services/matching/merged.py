"""Who stands for whom: readers that follow merges, in both directions.

A merged person's end of the chain stands for all of it. The facts stay with each
participant; whoever looks up cases, numbers or names of a person asks for all of them.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection

# The tables grow with every merge, so only the chains of those asked for are walked.
UPWARDS = """
    WITH RECURSIVE up (start, at, step) AS (
        SELECT id, id, 0 FROM unnest(%s::bigint[]) AS id
        UNION ALL
        SELECT up.start, last.into_id, up.step + 1
        FROM up JOIN LATERAL (
            SELECT into_id, is_ended FROM matching_personmerge
            WHERE participant_id = up.at ORDER BY id DESC LIMIT 1) AS last
          ON NOT last.is_ended)
    SELECT DISTINCT ON (start) start, at FROM up ORDER BY start, step DESC"""
DOWNWARDS = """
    WITH RECURSIVE down (start, at) AS (
        SELECT id, id FROM unnest(%s::bigint[]) AS id
        UNION ALL
        SELECT down.start, merged.participant_id
        FROM down JOIN matching_personmerge AS merged ON merged.into_id = down.at
        WHERE NOT merged.is_ended
          AND merged.id = (SELECT max(id) FROM matching_personmerge AS last
                           WHERE last.participant_id = merged.participant_id))
    SELECT DISTINCT start, at FROM down ORDER BY start, at"""


def survivors_for(participants: Iterable[int]) -> dict[int, int]:
    """Who stands for each participant: the end of its chain of merges, mostly itself."""
    with connection.cursor() as cursor:
        cursor.execute(UPWARDS, [sorted(set(participants))])
        return dict(cursor.fetchall())


def survivor_of(participant: int) -> int:
    """Who stands for a participant."""
    return survivors_for([participant])[participant]


def members_for(participants: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Everybody for whom each participant stands, itself first, then by number."""
    with connection.cursor() as cursor:
        cursor.execute(DOWNWARDS, [sorted(set(participants))])
        members: dict[int, list[int]] = defaultdict(list)
        for start, at in cursor.fetchall():
            members[start].append(at)
    return {
        start: (start, *(each for each in found if each != start))
        for start, found in members.items()
    }


def same_person_as(participant: int) -> tuple[int, ...]:
    """All participants that are one person with this one, whoever stands for all first."""
    survivor = survivor_of(participant)
    return members_for([survivor])[survivor]
