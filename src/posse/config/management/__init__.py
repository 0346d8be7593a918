"""Django's own commands, where this installation does them another way."""
