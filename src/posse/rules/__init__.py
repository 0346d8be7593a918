"""The law: dated values read from ``policy/``, and pure rules that apply them to arrays.

* :mod:`posse.rules.parameters` loads a profile and answers what held on a date.
* :mod:`posse.rules.clauses` lists the operative clauses that values, code and tests cite.
* :mod:`posse.rules.support` holds the child support rules.

No number of the law stands in this package; it all comes from the YAML. Start with
:func:`posse.rules.parameters.load_law`.
"""
