"""Who is eligible for child care assistance, judged for any number of families at once.

:mod:`.facts` says what must be known of a family, :mod:`.criteria` reads the law's criteria,
:mod:`.measures` turns facts into the values they ask for, and :mod:`.evaluation` judges them
with a reason for each. Start with :func:`.evaluation.evaluate`.
"""
