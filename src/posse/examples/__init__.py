"""Examples: the specification that runs. Facts in, results out, with the citation.

An example is an entry in a YAML file that anyone who knows the law can read and write.

* :mod:`posse.examples.files` reads them, strictly.
* :mod:`posse.examples.keys` says which keys and values an example may have.
* :mod:`posse.examples.compare` lays what is expected beside what came out.
* :mod:`posse.examples.runner` runs them stacked, singly and shuffled.
* :mod:`posse.examples.kinds` is the register; each kind is one module, such as
  :mod:`posse.examples.deadline`. Some have helpers of their own: for ``remedies``
  :mod:`posse.examples.remedy_facts`, for
  ``distribution`` :mod:`posse.examples.collected`, :mod:`posse.examples.debts` and
  :mod:`posse.examples.distribution_results`, for ``ledger``
  :mod:`posse.examples.ledger_facts` and :mod:`posse.examples.ledger_worlds`.

Start with :func:`posse.examples.runner.run_examples`.
"""
