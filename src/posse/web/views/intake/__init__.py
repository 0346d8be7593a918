"""Pages of intake: inquiries, applications, the search for a case, referrals, reliability."""
