"""Whether two records are of one person: compared, reported, merged and unmerged.

The comparison is Fellegi and Sunter's: each field falls on a level, each level has a weight
of the law (``support.matching``), the weights add up. :mod:`.comparison` says what the levels
are, once for Splink and once for two records at hand; a test holds both together.

* :mod:`.one` finds who the people of an application may be;
* :mod:`.batch` reports all duplicates of the caseload, by Splink on DuckDB;
* :mod:`.merging` says that two participants are one person, or are not after all. No fact of
  either is changed by it, so whatever was merged can be parted again.
"""
