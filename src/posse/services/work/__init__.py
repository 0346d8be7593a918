"""Work: events of cases, the clocks they start, and the tasks that people do.

* ``events`` records what happened and changes the events table; ``following`` folds the
  events of cases into clocks and writes what differs into tasks.
* ``tasks`` opens, finishes and moves tasks; ``assigning``, ``covering`` and ``escalating`` give
  them to people.
* ``night`` does all of it for a business date: it derives events from what changed since the
  last night (``standings``), and decides each case's next action.

Start with :func:`posse.services.work.events.do_record_event`.
"""
