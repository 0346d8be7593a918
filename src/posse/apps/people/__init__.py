"""People and employers: who they are, where they live, how they are paid."""
