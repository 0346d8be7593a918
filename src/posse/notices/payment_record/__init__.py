"""The certified payment record of a case, with the arrears calculation that it supports."""
