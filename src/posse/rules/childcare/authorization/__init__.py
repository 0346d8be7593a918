"""What is authorized for a child at a provider: from which day, for how long, which hours.

:mod:`begin <posse.rules.childcare.authorization.begin>` finds the first day and the end of the
period, :mod:`hours <posse.rules.childcare.authorization.hours>` the hours of a week and its
part and full days. The benefit period is of twelve months; a term or a season changes the
hours inside it, not the period (ambiguity 1.05).
"""
