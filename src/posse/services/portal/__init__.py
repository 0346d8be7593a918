"""The parents' portal: who may come in, which cases are theirs, and what is told of them.

* ``accounts`` invite a parent, make an account from a code, and say whose cases they are.
* The readers tell a case in the words of ``policy/texts/portal.yaml``; none of them reads
  where the other parent lives, works, banks or can be reached.

A parent's own side of a case decides what is told; start with
:mod:`posse.services.portal.accounts`.
"""
