"""Who works here: offices, teams and people, absences, declared conflicts of interest."""
