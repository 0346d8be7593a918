"""Work: what happened in cases, the tasks that follow, and who does them."""
