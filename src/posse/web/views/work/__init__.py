"""Pages of work: worklists, tasks, load, handing over, the events table."""
