"""The books: postings, the decisions behind them, and the closing balance of each day."""
