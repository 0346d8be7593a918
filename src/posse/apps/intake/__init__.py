"""What comes before a case: inquiries, applications, referrals, and the search for a case."""
