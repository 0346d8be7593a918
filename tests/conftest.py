"""What all tests share: the record of the clauses that passing tests cite."""

pytest_plugins = ["clause_record"]
