"""Runs of jobs: what came in, went out and was rejected, step by step."""
