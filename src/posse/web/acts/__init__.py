"""What staff can do to money from a screen: each act with its form, its words and its writer.

One page serves all of them, so that each says its consequence, its guidance and its errors
in the same places. Start with :mod:`posse.web.acts.model`.
"""
