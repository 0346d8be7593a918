"""Writers and readers of staff: who works where, is away, or may not open whose case."""
