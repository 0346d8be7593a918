"""An application as its applicant signed it."""
