"""The money core a second time, slowly: plain dates, whole cents and fractions, from the law.

It shares nothing with the engine but the words of the law and the rows of facts, so that
where both agree they agree for two reasons. :mod:`posse.proof.walk` lives through the facts
day by day, :mod:`posse.proof.collection` applies one collection,
:mod:`posse.proof.due_days` knows when terms fall due, and :mod:`posse.proof.groups`
parts people who have nothing to do with each other.
"""
