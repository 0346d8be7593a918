"""The words of numbers: cents, exact ratios, splits to the cent, days and months.

Nothing here knows a database, a clock or the law; every function takes its dates.
Start with :mod:`posse.units.money`.
"""
