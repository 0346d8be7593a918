"""How one amount is shared over several claims: by the largest remainder, or equally."""

from collections.abc import Mapping
from fractions import Fraction


def shared(
    cents: int,
    claims: Mapping[int, int],
    *,
    split: str = "balances",
    ordered: Mapping[int, int] | None = None,
) -> dict[int, int]:
    """Cents for each case: what it may claim, or its part where money is short.

    ``ordered`` are the monthly payments that orders set on arrears: CS-IRG-G11, A-30.
    """
    cents = min(cents, sum(claims.values()))
    if split == "equal":
        return equal_parts(cents, claims)
    is_ordered = ordered and all(ordered[case] for case in claims if claims[case])
    if split == "ordered_payments_then_balances" and ordered and is_ordered:
        # By the payments that orders set on arrears, then by balances: reading A-30.
        caps = {case: min(claims[case], ordered[case]) for case in claims}
        first = largest_remainder(min(cents, sum(caps.values())), caps)
        left = {case: claims[case] - first[case] for case in claims}
        rest = largest_remainder(cents - sum(first.values()), left)
        return {case: first[case] + rest[case] for case in claims}
    return largest_remainder(cents, claims)


def largest_remainder(cents: int, weights: Mapping[int, int]) -> dict[int, int]:
    """Parts in proportion to ``weights``, given in the order in which ties are won."""
    whole = sum(weights.values())
    if not whole or not cents:
        return dict.fromkeys(weights, 0)
    if cents == whole:
        return dict(weights)
    exact = {name: Fraction(cents * weight, whole) for name, weight in weights.items()}
    parts = {name: int(share) for name, share in exact.items()}
    by_remainder = sorted(weights, key=lambda name: parts[name] - exact[name])
    for name in by_remainder[: cents - sum(parts.values())]:
        parts[name] += 1
    return parts


def equal_parts(cents: int, caps: Mapping[int, int]) -> dict[int, int]:
    """As equal as caps allow; what a capped claim leaves goes round again."""
    parts = dict.fromkeys(caps, 0)
    while cents:
        open_ones = {name: 1 for name, cap in caps.items() if parts[name] < cap}
        for name, part in largest_remainder(cents, open_ones).items():
            added = min(part, caps[name] - parts[name])
            parts[name] += added
            cents -= added
    return parts
