"""Tables of the parents' portal: invitations, accounts, messages, reports of changes."""
