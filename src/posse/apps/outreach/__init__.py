"""Tables of outreach: how a person may be reminded, and every reminder that was decided."""
