"""The money core a second time, slowly: plain dates, whole cents and fractions, from the law.

It shares nothing with the engine but the words of the law and the rows of facts, so that
where both agree they agree for two reasons. :mod:`posse.proof.walk` lives through the facts
day by day; :mod:`posse.proof.money_in` takes money in, holds it and takes it back;
:mod:`posse.proof.collection` applies one collection, :mod:`posse.proof.paying` one debt of
it; assignment, fees, interest and penalties each have a module beside the text they follow,
and :mod:`posse.proof.groups` parts people who have nothing to do with each other.
"""
