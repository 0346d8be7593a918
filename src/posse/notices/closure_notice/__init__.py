"""The notice to the recipient of services that a case will be closed."""
