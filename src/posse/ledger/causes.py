"""Which fact a posting follows from; the tables keep these numbers with their words."""

(TERM, MONTH_END, GRANTED, ADJUSTED, RECEIVED, IDENTIFIED, DISBURSED, OVERPAID, ASSISTED,
 REVERSED, RELEASED, JUDGED, INTEREST_DUE, PENALTY_ARISEN, PENALTY_CLAIMED,
 FEE_IMPOSED) = range(1, 17)  # fmt: skip
